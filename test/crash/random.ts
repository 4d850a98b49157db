/** Numbers that a seed decides: the same seed gives the same ones, in the same order. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A number from `from` up to `to`. */
  between(from: number, to: number): number;
  /** One of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** The same items in another order. */
  shuffle<Item>(items: readonly Item[]): readonly Item[];
  /** Numbers of their own for one purpose: what others draw does not change them. */
  fork(purpose: string): Random;
}

/** Numbers from a text. Not for secrets. */
export function seededRandom(seed: string): Random {
  let state = hash(seed);
  // Mulberry32: small, and good enough to choose what to kill.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  };
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    pick,
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: next() }))
        .toSorted((one, other) => one.place - other.place)
        .map(({ item }) => item),
    fork: (purpose) => seededRandom(`${seed}/${purpose}`),
  };
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return value | 0;
}
