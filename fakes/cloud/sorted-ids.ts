/** Ids in code-unit order, so that a page of a listing costs its own length and not that of the cloud. */
export interface SortedIds {
  /** Adds ids; those that are there already stay once. Many are sorted in together. */
  add(ids: readonly string[]): void;
  /** Removes an id; an absent one is fine. */
  remove(id: string): void;
  /** Ids that start with `prefix` and come after `after` (exclusive, "" for all), in order. */
  from(prefix: string, after: string): Generator<string>;
}

// Above this many, moving the ids behind each new one costs more than sorting all once.
const ONE_BY_ONE_MAX = 50;

/** An ordered set of ids, empty. */
export function sortedIds(): SortedIds {
  let ids: string[] = [];

  /** Index of the first id that is not before `id`. */
  function indexOf(id: string): number {
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ids[middle] ?? "") < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    add(added) {
      if (added.length > ONE_BY_ONE_MAX) {
        ids = [...new Set([...ids, ...added])].toSorted();
        return;
      }
      for (const id of added) {
        const index = indexOf(id);
        if (ids[index] !== id) ids.splice(index, 0, id);
      }
    },
    remove(id) {
      const index = indexOf(id);
      if (ids[index] === id) ids.splice(index, 1);
    },
    *from(prefix, after) {
      let index = indexOf(after > prefix ? after : prefix);
      if (ids[index] === after) index += 1;
      for (let id = ids[index]; id !== undefined && id.startsWith(prefix); id = ids[++index]) yield id;
    },
  };
}
