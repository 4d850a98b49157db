/** Ids in code-unit order, so that a page of a listing costs its own length and not that of the cloud. */
export interface SortedIds {
  /** Adds an id; one that is there already stays once. */
  add(id: string): void;
  /** Removes an id; an absent one is fine. */
  remove(id: string): void;
  /** Ids that start with `prefix` and come after `after` (exclusive, "" for all), in order. */
  from(prefix: string, after: string): Generator<string>;
}

/** An ordered set of the ids given. */
export function sortedIds(initial: Iterable<string>): SortedIds {
  const ids = [...new Set(initial)].toSorted();

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
    add(id) {
      const index = indexOf(id);
      if (ids[index] !== id) ids.splice(index, 0, id);
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
