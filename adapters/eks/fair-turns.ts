/** A queue in which everybody for whom something waits has a turn after the other, however much waits for each. */
export interface FairTurns<Waiter> {
  readonly size: number;
  add(turn: string, waiter: Waiter): void;
  remove(turn: string, waiter: Waiter): void;
  /** Takes out the oldest that waits for whoever had a turn the longest ago; undefined when nothing waits. */
  next(): Waiter | undefined;
  /** All that wait, in the order in which they would be taken out if nothing came besides. */
  inOrder(): readonly Waiter[];
  /** How many would have their turns before another one that came now. */
  ahead(turn: string): number;
  /** The same, with those that were sent away and are not back yet. */
  aheadWithAway(turn: string, nowMs: number): number;
  /** Notes that one was sent away until then. */
  sentAway(turn: string, untilMs: number): void;
}

/** Whoever had no turn for longer than the turns of so many others counts as one that had none. */
const REMEMBERED_MAX = 10_000;

/** Makes a queue that is empty. */
export function fairTurns<Waiter>(): FairTurns<Waiter> {
  const waiting = new Map<string, Waiter[]>();
  const away = new Map<string, number[]>();
  /** Number of the last turn of each, the oldest first. */
  const served = new Map<string, number>();
  let turns = 0;
  let size = 0;

  const servedAt = (turn: string) => served.get(turn) ?? 0;

  function countAhead(turn: string, countOf: (other: string) => number, others: Iterable<string>): number {
    const round = countOf(turn) + 1;
    let ahead = round - 1;
    for (const other of others) {
      if (other === turn) continue;
      const count = countOf(other);
      const isFirstInRound = count >= round && servedAt(other) <= servedAt(turn);
      ahead += Math.min(count, round - 1) + (isFirstInRound ? 1 : 0);
    }
    return ahead;
  }

  /** Whoever had a turn the longest ago of those for whom something waits. */
  function longestWithout(waits: Iterable<string>, at: (turn: string) => number): string | undefined {
    let longest: string | undefined;
    for (const turn of waits) if (longest === undefined || at(turn) < at(longest)) longest = turn;
    return longest;
  }

  const waitingOf = (turn: string) => waiting.get(turn)?.length ?? 0;

  function forgetReturned(nowMs: number): void {
    for (const [turn, until] of away) {
      const still = until.filter((ms) => ms > nowMs);
      if (still.length === 0) away.delete(turn);
      else away.set(turn, still);
    }
  }

  return {
    get size() {
      return size;
    },

    add(turn, waiter) {
      waiting.set(turn, [...(waiting.get(turn) ?? []), waiter]);
      size += 1;
    },

    remove(turn, waiter) {
      const all = waiting.get(turn) ?? [];
      const left = all.filter((other) => other !== waiter);
      size -= all.length - left.length;
      if (left.length === 0) waiting.delete(turn);
      else waiting.set(turn, left);
    },

    next() {
      const longest = longestWithout(waiting.keys(), servedAt);
      if (longest === undefined) return undefined;
      const [first] = waiting.get(longest) ?? [];
      if (first !== undefined) this.remove(longest, first);
      turns += 1;
      served.delete(longest);
      served.set(longest, turns);
      const [oldest] = served.keys();
      if (served.size > REMEMBERED_MAX && oldest !== undefined) served.delete(oldest);
      return first;
    },

    inOrder() {
      const left = new Map([...waiting].map(([turn, waiters]) => [turn, [...waiters]]));
      const next = new Map<string, number>();
      const order: Waiter[] = [];
      for (let number = turns + 1; left.size > 0; number++) {
        const turn = longestWithout(left.keys(), (one) => next.get(one) ?? servedAt(one)) ?? "";
        order.push(...(left.get(turn) ?? []).splice(0, 1));
        next.set(turn, number);
        if (left.get(turn)?.length === 0) left.delete(turn);
      }
      return order;
    },

    ahead: (turn) => countAhead(turn, waitingOf, waiting.keys()),

    aheadWithAway(turn, nowMs) {
      forgetReturned(nowMs);
      const countOf = (other: string) => waitingOf(other) + (away.get(other)?.length ?? 0);
      return countAhead(turn, countOf, new Set([...waiting.keys(), ...away.keys()]));
    },

    sentAway: (turn, untilMs) => void away.set(turn, [...(away.get(turn) ?? []), untilMs]),
  };
}
