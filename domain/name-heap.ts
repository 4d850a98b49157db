/** A heap of nodes that gives the one with the longest tail first, equal tails by name. Deterministic on every machine. */
export interface NameHeap {
  push(name: string): void;
  /** The next name, taken out; undefined when it is empty. */
  pop(): string | undefined;
  size(): number;
}

/** An empty heap. `rank` gives a node's rank; the higher goes first. */
export function nameHeap(rank: (name: string) => number): NameHeap {
  const names: string[] = [];
  const isBefore = (left: string, right: string) => {
    const difference = rank(left) - rank(right);
    return difference === 0 ? left < right : difference > 0;
  };
  const swap = (left: number, right: number) => {
    const name = names[left] ?? "";
    names[left] = names[right] ?? "";
    names[right] = name;
  };
  const isBeforeAt = (left: number, right: number) => isBefore(names[left] ?? "", names[right] ?? "");
  return {
    push(name) {
      let at = names.push(name) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!isBeforeAt(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    pop() {
      const top = names[0];
      const last = names.pop();
      if (names.length === 0 || last === undefined) return top;
      names[0] = last;
      let at = 0;
      for (;;) {
        const left = 2 * at + 1;
        const right = left + 1;
        let first = at;
        if (left < names.length && isBeforeAt(left, first)) first = left;
        if (right < names.length && isBeforeAt(right, first)) first = right;
        if (first === at) return top;
        swap(at, first);
        at = first;
      }
    },
    size: () => names.length,
  };
}
