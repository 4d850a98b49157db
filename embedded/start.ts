import { eksStory } from "./demo/eks-story.ts";
import { shopStory } from "./demo/shop-story.ts";
import { hearStop } from "./hear-stop.ts";
import { readStartOptions, START_HELP, type StartOptions } from "./options.ts";
import { playOnce } from "./play-once.ts";
import type { ChildEvent } from "./process/supervise-child.ts";
import { startStack } from "./stack.ts";
import { startLines } from "./start-lines.ts";
import type { StartRun } from "./start-run.ts";
import { stayUp } from "./stay-up.ts";

const INTERRUPTED = 130;
/** Simulated seconds of EKS in a real one: a cluster with all that is in it takes half a minute. */
const EKS_SCALE = 30;

const lines = startLines(process.stdout);
// A terminal that was closed takes no more lines; stopping goes on without it.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readStartOptions(args);
    if (!options.wantsHelp) return await run(options);
    lines.say(START_HELP);
    return 0;
  } catch (error) {
    explain(error);
    return 1;
  }
}

async function run({ stateDir, isOnce, hasDemo, hasEks }: StartOptions): Promise<number> {
  const signal = hearStop(() => lines.say("already stopping; this takes a few seconds"));
  let isUp = false;
  const start = async () => {
    const stack = await startStack({
      stateDir,
      report: (line) => lines.step(line),
      onEvent: tellEvent,
      // Unattended, those asked approve by themselves.
      ticketArguments: isOnce ? ["--auto-approve", "200"] : [],
      ...(hasEks ? { eks: { scale: EKS_SCALE } } : {}),
      signal,
    });
    isUp = true;
    return stack;
  };
  const startRun: StartRun = { stateDir, start, say: (text) => lines.say(text), signal };
  try {
    const story = hasEks ? eksStory : shopStory;
    await (isOnce ? playOnce(startRun, story) : stayUp(startRun, hasDemo ? story : undefined));
    return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
    lines.say(isUp ? "stopped before its end" : "stopped before Holdfast was up");
    return INTERRUPTED;
  }
}

function tellEvent(event: ChildEvent): void {
  if (event.what === "exited" && !event.wasAsked)
    lines.say(`! ${event.role} ended (${event.exit.signal ?? event.exit.code}), starting it again`);
  if (event.what === "failed to start") lines.say(`! ${event.role} did not start: ${String(event.error)}`);
}

function explain(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof Error && error.cause instanceof Error) console.error(`because: ${error.cause.message}`);
}
