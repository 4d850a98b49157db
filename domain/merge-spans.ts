/** A half-open stretch of time, epoch milliseconds: `startMs` is in it, `endMs` is not. An open side is -Infinity or Infinity. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The same time as few spans as can be, sorted: what overlaps or touches becomes one; empty spans are dropped. */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  const filled = spans.filter(({ startMs, endMs }) => startMs < endMs);
  for (const span of filled.toSorted((left, right) => compare(left.startMs, right.startMs))) {
    const last = merged.at(-1);
    if (last === undefined || span.startMs > last.endMs) merged.push(span);
    else if (span.endMs > last.endMs) merged[merged.length - 1] = { startMs: last.startMs, endMs: span.endMs };
  }
  return merged;
}

/** Two open sides are equal; their difference would be no number. */
function compare(left: number, right: number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
