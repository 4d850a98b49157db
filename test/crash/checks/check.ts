/** What a check of the end found. */
export interface Check {
  /** What must hold. */
  readonly name: string;
  /** How many things were looked at. */
  readonly looked: number;
  /** What is wrong, one line each; empty when it holds. */
  readonly problems: readonly string[];
}

/** A check of things, of which `problemOf` names what is wrong with each. */
export function checkEach<Item>(
  name: string,
  items: readonly Item[],
  problemOf: (item: Item) => string | undefined,
): Check {
  return { name, looked: items.length, problems: items.map(problemOf).filter((problem) => problem !== undefined) };
}

/** The items by a key, in the order in which they came. */
export function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
