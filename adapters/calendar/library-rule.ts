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
