/** Whether two lists hold the same, in whatever order. */
export function isSameSet(left: readonly string[] | undefined, right: readonly string[] | undefined): boolean {
  return sorted(left) === sorted(right);
}

/** Whether two maps of text hold the same. */
export function isSameMap(
  left: Readonly<Record<string, string>> | undefined,
  right: Readonly<Record<string, string>> | undefined,
): boolean {
  const pairs = (map: Readonly<Record<string, string>> = {}) =>
    Object.entries(map).map(([name, value]) => JSON.stringify([name, value]));
  return isSameSet(pairs(left), pairs(right));
}

function sorted(values: readonly string[] | undefined): string {
  return JSON.stringify([...new Set(values)].toSorted());
}
