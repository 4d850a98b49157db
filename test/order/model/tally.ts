/** How often what happened, by words. */
export type Counts = Map<string, number>;

/** Counts of words. */
export function tally(words: readonly string[]): Counts {
  const counts: Counts = new Map();
  for (const word of words) count(counts, word);
  return counts;
}

/** Counts a word, so many times. */
export function count(counts: Counts, word: string, times = 1): void {
  counts.set(word, (counts.get(word) ?? 0) + times);
}

/** Adds what was counted elsewhere. */
export function addTo(counts: Counts, others: ReadonlyMap<string, number>): void {
  for (const [word, times] of others) count(counts, word, times);
}
