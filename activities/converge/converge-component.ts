import { OrchestratorError, type ErrorCode } from "../../domain/errors.ts";
import type { OpenedComponent, Turn } from "../../adapters/cell-records/port.ts";
import type { Driver } from "../components/driver.ts";
import { bringAbout } from "./bring-about.ts";
import type { CellPorts } from "./cell-ports.ts";
import { takeAway } from "./take-away.ts";

/** What one attempt came to. */
export type AttemptResult =
  | { readonly state: "done" }
  /** On its way: look again after so many milliseconds. */
  | { readonly state: "waits"; readonly lookAgainInMs: number }
  /** It will not come about; the fault is recorded. */
  | { readonly state: "failed"; readonly code: ErrorCode; readonly message: string };

/** One attempt at one component. */
export interface Attempt {
  readonly turn: Turn;
  readonly signal: AbortSignal;
}

/** What an attempt works on. */
export interface OpenAttempt extends Attempt {
  readonly opened: OpenedComponent;
  readonly driver: Driver;
}

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
  return opened.action === "delete" ? await takeAway(ports, open) : await bringAbout(ports, open);
}
