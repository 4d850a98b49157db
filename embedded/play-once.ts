import { mkdir } from "node:fs/promises";
import { deleteState } from "./delete-state.ts";
import { expectAllWell, readClosingRows, renderClosingRows } from "./demo/closing-table.ts";
import { closingPromotions } from "./demo/closing-promotions.ts";
import { demoStage } from "./demo/demo-stage.ts";
import { playDemo } from "./demo/play-demo.ts";
import { acquireStateLock } from "./process/state-lock.ts";
import type { Stack } from "./stack.ts";
import type { StartRun } from "./start-run.ts";
import { cellWords, stopCell } from "./stop-cell.ts";

/**
 * Plays the demo in a fresh state directory and stops all that it started. Deletes the directory when all of it
 * happened, and leaves it, with its logs, when not. @throws StateLockHeld when another one plays there
 */
export async function playOnce({ stateDir, start, say, signal }: StartRun): Promise<void> {
  const startedAt = Date.now();
  await mkdir(stateDir, { recursive: true });
  await (await acquireStateLock(stateDir)).release();
  await deleteState(stateDir);
  const stack = await start();
  try {
    const stage = demoStage(stack, say, signal);
    const facts = await playDemo(stage, { isUnattended: true });
    const rows = await readClosingRows(stage);
    say(`\nWhat is there now, read back from the API and the operating system:\n${renderClosingRows(rows)}`);
    expectAllWell(rows);
    say(
      `\nWhat the promotions came to, read back from the API and the simulators:\n${await closingPromotions(stage, facts.promotions)}`,
    );
    const snapshot = `snapshot ${facts.scratchSnapshot}`;
    say(`provisioned in ${seconds(facts.provisionMs)}, repaired in ${seconds(facts.repairMs)}, ${snapshot}`);
  } catch (error) {
    await stopAll(stack, say);
    if (!signal.aborted) say(`its logs are in ${stack.files.logs}; delete it all: npm run reset`);
    throw error;
  }
  await stopAll(stack, say);
  await deleteState(stateDir);
  say(`all of it happened, in ${seconds(Date.now() - startedAt)}`);
}

async function stopAll(stack: Stack, say: (text: string) => void): Promise<void> {
  try {
    await stack.stop();
  } finally {
    const stopped = ["Holdfast", ...cellWords(await stopCell(stack.files))];
    say(`stopped ${stopped.join(", ")}`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
