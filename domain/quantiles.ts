/** The middle of the values, of an even number the mean of the two in the middle; undefined where there are none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return lower === undefined || upper === undefined ? undefined : lower + (upper - lower) / 2;
}

/** The smallest of the values that at least nine of ten of them do not exceed; undefined where there are none. */
export function p90(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  // In whole numbers, so that no rounding chooses the next value.
  return sorted[Math.ceil((9 * sorted.length) / 10) - 1];
}
