import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { deleteState } from "./delete-state.ts";
import { closingTable } from "./demo/closing-table.ts";
import { demoStage } from "./demo/demo-stage.ts";
import { playDemo } from "./demo/play-demo.ts";
import { readStartOptions, START_HELP, type StartOptions } from "./options.ts";
import { readIfPresent } from "./process/read-if-present.ts";
import { writeFileAtomically } from "./process/write-file-atomically.ts";
import { startStack, type Stack } from "./stack.ts";
import { stopCell } from "./stop-cell.ts";

const startedAt = Date.now();
const options = readStartOptions(process.argv.slice(2));
const say = (line: string) => console.log(line);

if (options.wantsHelp) say(START_HELP);
else process.exitCode = await (options.isOnce ? playOnce(options) : stayUp(options)).catch(explain);

/** Plays the demo in a fresh state directory, stops all that it started, and answers the exit code. */
async function playOnce({ stateDir }: StartOptions): Promise<number> {
  await mkdir(stateDir, { recursive: true });
  await deleteState(stateDir);
  const stack = await start(stateDir);
  try {
    const stage = demoStage(stack, say);
    const facts = await playDemo(stage);
    say(`\nWhat is there now, read back from the API and the operating system:\n${await closingTable(stage)}`);
    say(
      `provisioned in ${seconds(facts.provisionMs)}, repaired in ${seconds(facts.repairMs)}, snapshot ${facts.scratchSnapshot}`,
    );
  } finally {
    await stack.stop();
    const cell = await stopCell(stack.files);
    say(`stopped Holdfast, ${cell.services} services and the cell's database server`);
  }
  say(`all of it happened, in ${seconds(Date.now() - startedAt)}`);
  return 0;
}

/** Starts, plays the demo of a first start, and stays up until a signal. */
async function stayUp({ stateDir, hasDemo }: StartOptions): Promise<number> {
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopping.abort());
  const stack = await start(stateDir);
  try {
    const stage = demoStage(stack, say);
    const played = `${stateDir}/demo-played`;
    if (hasDemo && (await readIfPresent(played)) === undefined) {
      await playDemo(stage);
      await writeFileAtomically(played, new Date().toISOString());
    }
    if (!stopping.signal.aborted) {
      say(`\n${await closingTable(stage)}`);
      say(addresses(stack));
      await once(stopping.signal, "abort");
    }
  } finally {
    say("\nstopping Holdfast (the services go on)");
    await stack.stop();
  }
  say("the services and their database server go on running");
  say("  return: npm start        stop them too: npm run stop        delete everything: npm run reset");
  return 0;
}

async function start(stateDir: string): Promise<Stack> {
  return await startStack({
    stateDir,
    report: (line) => say(`· ${line}`),
    onEvent: (event) => {
      if (event.what === "exited" && !event.wasAsked)
        say(`! ${event.role} ended (${event.exit.signal ?? event.exit.code}), starting it again`);
      if (event.what === "failed to start") say(`! ${event.role} did not start: ${String(event.error)}`);
    },
  });
}

function addresses(stack: Stack): string {
  return [
    `Holdfast is up: ${stack.url}   (token: ${stack.tokenFile})`,
    ...(stack.temporalUiUrl === undefined ? [] : [`Temporal's page:   ${stack.temporalUiUrl}`]),
    `Simulated cloud:   ${stack.cloudUrl}`,
    `Logs:              ${stack.files.logs}`,
    "",
    "In another terminal, in this directory:",
    "  npx holdfast get environments",
    "  npx holdfast describe environment shop-dev",
    "  npx holdfast logs -f shop-dev api",
    "  npx holdfast events -f",
    "Ctrl-C stops Holdfast; the services go on.",
  ].join("\n");
}

function explain(error: unknown): number {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof Error && error.cause instanceof Error) console.error(`because: ${error.cause.message}`);
  return 1;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
