import { mkdir } from "node:fs/promises";
import { deleteState } from "./delete-state.ts";
import { demoStage } from "./demo/demo-stage.ts";
import type { Story } from "./demo/story.ts";
import { acquireStateLock } from "./process/state-lock.ts";
import type { Stack } from "./stack.ts";
import type { StartRun } from "./start-run.ts";
import { cellWords, stopCell } from "./stop-cell.ts";

/**
 * Plays a story in a fresh state directory and stops all that it started. Deletes the directory when all of it
 * happened, and leaves it, with its logs, when not. @throws StateLockHeld when another one plays there
 */
export async function playOnce({ stateDir, start, say, signal }: StartRun, story: Story): Promise<void> {
  const startedAt = Date.now();
  await mkdir(stateDir, { recursive: true });
  await (await acquireStateLock(stateDir)).release();
  await deleteState(stateDir);
  const stack = await start();
  try {
    await story.playUnattended(demoStage(stack, say, signal));
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
