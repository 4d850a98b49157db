import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { serve } from "../api/http/serve.ts";
import { commitOfCode } from "./commit-of-code.ts";
import { table } from "./measure/table.ts";
import { percentile } from "./promotion/percentile.ts";
import { type Measured, type ValidRequests, webhookGoals } from "./webhooks/goals.ts";
import { readOptions, USAGE, type Options } from "./webhooks/options.ts";
import { forging } from "./webhooks/send-forgeries.ts";

// The engine takes what heap it likes in the first seconds of a load; only what comes after them is growth.
const WARM_UP_PART = 0.3;

const say = (line: string) => process.stderr.write(`${line}\n`);
const mb = (bytes: number) => (bytes / 1024 / 1024).toFixed(0);

try {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  say(`bench:webhooks: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
}

async function run({ count, seed }: Options): Promise<void> {
  const atStart = process.memoryUsage.rss();
  const forged = forging(seed);
  const server = await serve(forged.fetch, 0);
  say("warm-up");
  await forged.send(Math.ceil(count * WARM_UP_PART));
  say(`${count} forged requests`);
  forged.begin();
  const beside = sendValid(server.url);
  const perSecond = await forged.send(count);
  const valid = await beside.end();
  await server.drain();
  const measured = { count, forged, valid };
  const goals = webhookGoals(measured);
  console.log(
    `forged requests to Slack's endpoints; commit ${commitOfCode()}, ${availableParallelism()} cores, seed ${seed}`,
  );
  print(measured, { perSecond, atStart });
  for (const { name, value, goal, met } of goals)
    console.log(`${met ? "met   " : "missed"}  ${name}: ${value ?? "not measured"} (${goal})`);
  console.log(JSON.stringify({ bench: "webhooks", commit: commitOfCode(), goals }));
  if (goals[0]?.met !== true) process.exitCode = 1;
}

/** Starts a process that sends valid requests until it is told that it is over. */
function sendValid(url: string): { end(): Promise<ValidRequests> } {
  const child = fork(new URL("./webhooks/worker.ts", import.meta.url), [url]);
  const result = new Promise<ValidRequests>((resolve, reject) => {
    child.once("message", (message) => resolve(message as ValidRequests));
    child.once("exit", (code) => reject(new Error(`the sender of valid requests ended with ${code}`)));
  });
  return {
    async end() {
      child.send("over");
      return await result;
    },
  };
}

function print(
  { forged, valid }: Measured,
  { perSecond, atStart }: { readonly perSecond: number; readonly atStart: number },
): void {
  console.log(
    `${Math.round(perSecond)} forged requests a second in process; ${valid.tookMs.length} valid ones beside them over a socket, answered by the same thread`,
  );
  console.log("a replay of a valid request is acknowledged, as Slack wants it, and adds no row\n");
  const tallies = [...forged.tallies].toSorted(([one], [other]) => one.localeCompare(other));
  const rows = tallies.map(([name, { sent, accepted }]) => [name, String(sent), String(accepted)]);
  console.log(`${table(["forged how", "sent", "accepted"], rows)}\n`);
  const statuses = [...forged.statuses].toSorted(([one], [other]) => one - other);
  console.log(`answers: ${statuses.map(([status, times]) => `${times} × ${status}`).join(", ")}`);
  const [p50, p90, p99, longest] = [0.5, 0.9, 0.99, 1].map((part) => percentile(valid.tookMs, part).toFixed(1));
  console.log(`valid requests, ms: p50 ${p50}, p90 ${p90}, p99 ${p99}, longest ${longest}`);
  const { before, most } = forged.rss();
  console.log(
    `resident memory, MB: ${mb(atStart)} at the start, ${mb(before)} after the warm-up, ${mb(most)} at most\n`,
  );
}
