import type { Place } from "./resource.ts";
import { sortedIds, type SortedIds } from "./sorted-ids.ts";

/** A resource, by what it is listed under. */
interface Placed extends Place {
  readonly id: string;
}

/** Ids in order, of all places, of one account, and of one region in it: each listing costs its own length. */
export interface PlacedIds {
  /** Adds resources; those that are there already stay once. Many at once cost little more than one. */
  add(resources: readonly Placed[]): void;
  remove(resource: Placed): void;
  /** Ids of a place that start with `prefix` and come after `after` (exclusive, "" for all), in order. */
  from(place: Partial<Place>, prefix: string, after: string): Iterable<string>;
}

/** No ids yet. */
export function placedIds(): PlacedIds {
  const all = sortedIds();
  const byAccount = new Map<string, SortedIds>();
  const byRegion = new Map<string, SortedIds>();
  const byPlace = new Map<string, SortedIds>();

  function listsOf({ account, region }: Place): readonly SortedIds[] {
    return [all, listIn(byAccount, account), listIn(byRegion, region), listIn(byPlace, placeKey(account, region))];
  }

  function listFor({ account, region }: Partial<Place>): SortedIds | undefined {
    if (account === undefined) return region === undefined ? all : byRegion.get(region);
    return region === undefined ? byAccount.get(account) : byPlace.get(placeKey(account, region));
  }

  return {
    add(resources) {
      const idsByList = new Map<SortedIds, string[]>();
      for (const resource of resources) {
        for (const list of listsOf(resource)) {
          const ids = idsByList.get(list);
          if (ids === undefined) idsByList.set(list, [resource.id]);
          else ids.push(resource.id);
        }
      }
      for (const [list, ids] of idsByList) list.add(ids);
    },
    remove(resource) {
      for (const list of listsOf(resource)) list.remove(resource.id);
    },
    from: (place, prefix, after) => listFor(place)?.from(prefix, after) ?? [],
  };
}

function placeKey(account: string, region: string): string {
  return `${account}\0${region}`;
}

function listIn(lists: Map<string, SortedIds>, key: string): SortedIds {
  const found = lists.get(key);
  if (found !== undefined) return found;
  const made = sortedIds();
  lists.set(key, made);
  return made;
}
