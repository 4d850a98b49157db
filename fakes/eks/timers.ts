/** Something that will happen to a resource by itself. */
export interface Timer {
  readonly seq: number;
  /** Simulated ms. */
  readonly at: number;
  /** True for one that never comes by itself: a stuck transition. */
  readonly isHeld: boolean;
  readonly resource: string;
  readonly incarnation: string;
  /** What goes on, as `create`. */
  readonly verb: string;
  /** How it ends, as `done` or `fail`. */
  readonly ending: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Timers in the order in which they come: by instant, then by resource, then by age. */
export interface Timers {
  add(timer: Timer): void;
  remove(seq: number): void;
  get(seq: number): Timer | undefined;
  /** The next one; undefined when none comes by itself. */
  next(): Timer | undefined;
  of(resource: string): readonly Timer[];
  all(): readonly Timer[];
  /** The highest number so far. */
  lastSeq(): number;
}

export function timerQueue(): Timers {
  const bySeq = new Map<number, Timer>();
  const byResource = new Map<string, Map<number, Timer>>();
  // A binary heap; what was removed stays in it until it comes up.
  const heap: Timer[] = [];
  let last = 0;

  function rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  function sink(): void {
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = comesBefore(heap[right], heap[left]) ? right : left;
      if (!swapIfBefore(child, at)) return;
      at = child;
    }
  }

  function swapIfBefore(lower: number, upper: number): boolean {
    const [low, high] = [heap[lower], heap[upper]];
    if (low === undefined || high === undefined || !comesBefore(low, high)) return false;
    heap[upper] = low;
    heap[lower] = high;
    return true;
  }

  function dropFirst(): void {
    const end = heap.pop();
    if (end === undefined || heap.length === 0) return;
    heap[0] = end;
    sink();
  }

  return {
    add(timer) {
      last = Math.max(last, timer.seq);
      bySeq.set(timer.seq, timer);
      const siblings = byResource.get(timer.resource) ?? new Map<number, Timer>();
      byResource.set(timer.resource, siblings.set(timer.seq, timer));
      if (timer.isHeld) return;
      heap.push(timer);
      rise(heap.length - 1);
    },
    remove(seq) {
      const timer = bySeq.get(seq);
      if (timer === undefined) return;
      bySeq.delete(seq);
      const siblings = byResource.get(timer.resource);
      siblings?.delete(seq);
      if (siblings?.size === 0) byResource.delete(timer.resource);
    },
    get: (seq) => bySeq.get(seq),
    next() {
      while (heap[0] !== undefined && bySeq.get(heap[0].seq) !== heap[0]) dropFirst();
      return heap[0];
    },
    of: (resource) => [...(byResource.get(resource)?.values() ?? [])],
    all: () => [...bySeq.values()],
    lastSeq: () => last,
  };
}

function comesBefore(left: Timer | undefined, right: Timer | undefined): boolean {
  if (left === undefined || right === undefined) return left !== undefined;
  if (left.at !== right.at) return left.at < right.at;
  if (left.resource !== right.resource) return left.resource < right.resource;
  return left.seq < right.seq;
}
