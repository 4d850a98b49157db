import type { AttemptResult, Attempt, OpenAttempt } from "./attempt.ts";
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import { bringAbout } from "./bring-about.ts";
import type { CellPorts } from "./cell-ports.ts";
import { lookForPlans } from "./look-at-versions.ts";
import { putToSleep } from "./put-to-sleep.ts";
import { takeAway } from "./take-away.ts";

/**
 * Looks at a component, acts once where it is not as wanted, and looks again for a few seconds. Level-triggered: a
 * retry, a crash, a repair and a deletion take the same path.
 */
export async function convergeComponent(ports: CellPorts, attempt: Attempt): Promise<AttemptResult> {
  const opened = await ports.records.open(attempt.turn);
  const driver = ports.drivers.get(opened.kind);
  if (driver === undefined)
    throw new OrchestratorError(
      "COMPONENT_KIND_UNKNOWN",
      `this cell has no driver for kind "${opened.kind}" of "${opened.name}"`,
    );
  const open: OpenAttempt = { ...attempt, opened, driver };
  try {
    if (opened.action === "sleep") return await putToSleep(ports, open);
    if (opened.action === "delete") return await takeAway(ports, open);
    const result = await bringAbout(ports, open);
    if (result.state === "done") await lookForPlans(ports, open);
    return result;
  } catch (error) {
    await tellWhatItWaitsFor(ports, open, error);
    throw error;
  }
}

/** What is thrown on is tried again, perhaps for long: people are told why. */
async function tellWhatItWaitsFor(ports: CellPorts, { turn }: OpenAttempt, error: unknown): Promise<void> {
  if (!(error instanceof OrchestratorError) || !ERROR_CODES[error.code].retryable) return;
  // A store that is away has no progress to tell either.
  await ports.records.progress(turn, error.message).catch(() => undefined);
}
