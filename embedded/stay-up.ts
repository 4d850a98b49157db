import { once } from "node:events";
import { join } from "node:path";
import { renderClosingRows } from "./demo/closing-table.ts";
import { demoStage, type DemoStage } from "./demo/demo-stage.ts";
import { servicesOfCell } from "./services-of-cell.ts";
import { settle } from "./demo/settle.ts";
import type { Story } from "./demo/story.ts";
import { findPostgres } from "./postgres/postgres-server.ts";
import { readIfPresent } from "./process/read-if-present.ts";
import { writeFileAtomically } from "./process/write-file-atomically.ts";
import type { Stack } from "./stack.ts";
import type { StartRun } from "./start-run.ts";
import { cellWords } from "./stop-cell.ts";

/** Starts, plays the story where there is one and it was not played, and stays up until the signal. What goes on running then is said. */
export async function stayUp(run: StartRun, story: Story | undefined): Promise<void> {
  const { start, say, signal } = run;
  const stack = await start();
  try {
    const stage = demoStage(stack, say, signal);
    if (story !== undefined) await playFirst(stage, story);
    const rows = await settle(stage);
    const table = renderClosingRows(rows);
    if (table !== "") say(`\n${table}`);
    say(`\n${addresses(stack, rows[0]?.environment)}`);
    await once(signal, "abort");
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    say("\nstopping Holdfast; the services and their database server go on");
    await stack.stop();
  }
  const left = cellWords({
    services: await servicesOfCell(stack.files),
    hadDatabase: (await findPostgres(stack.files.cellDatabase)) !== undefined,
  });
  say(left.length === 0 ? "nothing goes on running" : `go on running: ${left.join(", ")}`);
  say("return: npm start        stop them too: npm run stop        delete everything: npm run reset");
}

/** A demo that does not come to its end is told, and played again at the next start: Holdfast itself is up. */
async function playFirst(stage: DemoStage, story: Story): Promise<void> {
  const played = join(stage.stack.files.stateDir, story.mark);
  if ((await readIfPresent(played)) !== undefined) return;
  try {
    await story.play(stage);
    await writeFileAtomically(played, new Date().toISOString());
  } catch (error) {
    stage.signal.throwIfAborted();
    stage.tell(`! the demo did not come to its end: ${error instanceof Error ? error.message : String(error)}`);
    stage.tell("  Holdfast stays up. Look at it: npx holdfast get environments, npx holdfast doctor");
  }
}

function addresses(stack: Stack, environment: string | undefined): string {
  return [
    `Holdfast is up:   ${stack.url}   (token: ${stack.tokenFile})`,
    ...(stack.temporalUiUrl === undefined ? [] : [`Temporal's page:  ${stack.temporalUiUrl}`]),
    `Simulated cloud:  ${stack.cloudUrl}`,
    ...(stack.tickets === undefined
      ? []
      : [`Simulated tickets: ${stack.tickets.servicenow} (ServiceNow), ${stack.tickets.jira} (Jira)`]),
    ...(stack.slackUrl === undefined ? [] : [`Simulated Slack:  ${stack.slackUrl}`]),
    ...(stack.eksUrl === undefined ? [] : [`Simulated EKS:    ${stack.eksUrl}`]),
    `Logs:             ${stack.files.logs}`,
    "",
    "In another terminal, in this directory:",
    "  npx holdfast get environments",
    ...(environment === undefined ? [] : [`  npx holdfast describe environment ${environment}`]),
    "  npx holdfast events -f",
    "  npx holdfast apply -f FILE --wait",
    "",
    "Ctrl-C stops Holdfast; the services go on.",
  ].join("\n");
}
