import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MeasuredStack, type StartMeasured, startMeasuredStack } from "./start-stack.ts";

/** Wall-clock seconds per cloud second: what is measured is Holdfast and not the cloud. */
const TIME_SCALE = 0.01;

/** Starts Holdfast in a directory of its own, and stops and deletes it when the work has ended. Answers what the work does. */
export async function withMeasuredStack<Answer>(
  { durability, report, eks }: Pick<StartMeasured, "durability" | "report" | "eks">,
  work: (stack: MeasuredStack, stateDir: string) => Promise<Answer>,
): Promise<Answer> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  try {
    const stateDir = join(directory, "holdfast");
    const stack = await startMeasuredStack({
      directory: stateDir,
      seed: "1",
      timeScale: TIME_SCALE,
      durability,
      report,
      ...(eks === undefined ? {} : { eks }),
    });
    try {
      return await work(stack, stateDir);
    } finally {
      await stack.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
