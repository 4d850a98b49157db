import { z } from "zod";
import { cellFiles } from "../components/process/cell-files.ts";
import { Command, Environment } from "../components/process/command-schema.ts";
import { stopRun } from "../components/process/stop-run.ts";
import { commandRun } from "./command/command-run.ts";
import { followRun } from "./command/follow-run.ts";
import { lookAtRun } from "./command/look-at-run.ts";
import { defineStep } from "./step.ts";

const STOP_WITHIN_MS = 5_000;
/** What SIGKILL has not ended by then, the system does not end. */
const GIVE_UP_AFTER_MS = 15_000;

const Config = z.strictObject({
  command: Command,
  artifact: z
    .string()
    .min(1)
    .max(63)
    .optional()
    .describe("Artifact of the release; it runs in a copy of it. Absent: in an empty directory."),
  environment: Environment.describe(
    "Variables of its environment, besides PATH, HOME, language and time zone; the undo gets them, too.",
  ),
  undo: Command.optional().describe("Run once to take it back, in a fresh copy of the same artifact."),
});
type Config = z.infer<typeof Config>;

/** Runs a command to its end, as a process of the cell that outlives a killed worker. */
export const command = defineStep<Config>({
  kind: "command",
  summary: "Runs a command to its end, once for each attempt; a worker that dies meanwhile does not stop it.",
  config: Config,
  outputs: {
    exitCode: "Its exit code.",
    stdoutTail: "The last 64 KiB that it wrote to stdout and stderr.",
    json: "The last line that is one JSON object, parsed; absent when there is none.",
  },
  examples: [
    { command: ["node", "smoke.js"], artifact: "api", environment: { TARGET: "https://shop.example" } },
    { command: ["sh", "-c", "./enable.sh"], artifact: "tools", undo: ["sh", "-c", "./disable.sh"] },
  ],
  timeoutMs: 600_000,

  async run(config, context) {
    return await followRun(await commandRun(config, context), context);
  },

  async undo(config, context) {
    if (config.undo === undefined) return { status: "succeeded", note: "no undo is written down" };
    return await followRun(await commandRun({ ...config, command: config.undo }, context), context);
  },

  async stop(config, context) {
    const wanted = await commandRun(config, context);
    const ended = await lookAtRun(wanted);
    if (ended.status !== "waits" && ended.status !== "absent") return ended;
    await cellFiles.makeDirectory(wanted.run.path); // Without it a run that has not begun could not be closed.
    const until = Date.now() + GIVE_UP_AFTER_MS;
    const options = { stopWithinMs: STOP_WITHIN_MS, signal: context.signal };
    while ((await stopRun(wanted.run, options)) === "going" && Date.now() < until);
    return undefined;
  },
});
