import type { AttemptResult, Attempt, OpenAttempt } from "./attempt.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { bringAbout } from "./bring-about.ts";
import type { CellPorts } from "./cell-ports.ts";
import { lookAtVersions } from "./look-at-versions.ts";
import { putToSleep } from "./put-to-sleep.ts";
import { takeAway } from "./take-away.ts";

const LOOK_LIMIT_MS = 10_000;

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
  if (opened.action === "sleep") return await putToSleep(ports, open);
  if (opened.action === "delete") return await takeAway(ports, open);
  const result = await bringAbout(ports, open);
  if (result.state === "done") await lookForPlans(ports, open);
  return result;
}

/** Looks at the versions of a cluster that has become ready, so that plans have something to start from. They do without, too. */
async function lookForPlans(ports: CellPorts, { driver, turn, ...attempt }: OpenAttempt): Promise<void> {
  if (driver.upgrade?.look === undefined) return;
  const signal = AbortSignal.any([attempt.signal, AbortSignal.timeout(LOOK_LIMIT_MS)]);
  try {
    await lookAtVersions(ports, { componentUid: turn.componentUid, signal });
  } catch {
    attempt.signal.throwIfAborted();
  }
}
