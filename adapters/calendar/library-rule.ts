import { RRuleTemporal } from "rrule-temporal";

/**
 * A rule of the library that counts from a wall-clock time, in UTC, where no time is skipped or comes twice. With a zone
 * the library would leave out starts that a change of the clock skips, and a freeze must not be left out.
 *
 * @param anchorWallMs - The epoch milliseconds that the wall-clock time would have in UTC.
 * @throws Error with a sentence for people when parts of the rule do not go together
 */
export function libraryRule(text: string, anchorWallMs: number): RRuleTemporal {
  const anchor = new Date(anchorWallMs).toISOString().replaceAll(/[-:]/g, "").slice(0, 15);
  return new RRuleTemporal({
    rruleString: `DTSTART:${anchor}Z\nRRULE:${text}`,
    strict: true,
    cache: false,
    // Far more than what the limits of a rule and the range of a question lead to.
    maxIterations: 20_000,
    maxCandidateEvaluations: 200_000,
  });
}

/** Starts of a rule in a range, both ends included, as the epoch milliseconds their wall-clock times would have in UTC. */
export function startsOfRule(
  text: string,
  anchorWallMs: number,
  range: { readonly fromMs: number; readonly toMs: number },
): readonly number[] {
  if (range.toMs < range.fromMs) return [];
  const found = libraryRule(text, anchorWallMs).between(new Date(range.fromMs), new Date(range.toMs), true);
  return found.map(({ epochMilliseconds }) => epochMilliseconds);
}
