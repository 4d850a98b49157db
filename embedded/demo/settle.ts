import { waitUntil } from "../process/wait-until.ts";
import { readClosingRows, type ClosingRow } from "./closing-table.ts";
import type { DemoStage } from "./demo-stage.ts";

const WITHIN_MS = 60_000;
// A person has to do something about these, so waiting for them is in vain.
const SETTLED = ["Failed", "Held", "Suspended", "Asleep"];

/** Waits, a minute at the most, until what died while Holdfast was down is back. Answers what there is then. */
export async function settle(stage: DemoStage): Promise<readonly ClosingRow[]> {
  let rows: readonly ClosingRow[] = [];
  const look = async () => {
    rows = await readClosingRows(stage);
    return rows.every(({ phase, problem }) => problem === undefined || SETTLED.includes(phase));
  };
  const waiting = waitUntil(look, { what: "all is ready", limitMs: WITHIN_MS, everyMs: 250, signal: stage.signal });
  await waiting.catch(() => stage.signal.throwIfAborted()); // In vain: the rows say how it stands.
  return rows;
}
