/** How many of these instants lie in one span of this length, at most. The end of a span is not part of it. */
export function mostWithin(instants: readonly number[], spanMs: number): number {
  const sorted = instants.toSorted((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (const [place, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= spanMs) first += 1;
    most = Math.max(most, place - first + 1);
  }
  return most;
}
