import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { deleteState } from "./delete-state.ts";
import { stateDirOf } from "./options.ts";

const HELP = `Usage: npm run reset -- [--yes] [--state-dir DIR]

Stops everything that runs on a state directory, and deletes every environment with its data, snapshots and secrets.

  -y, --yes        do not ask; needed without a terminal
  --state-dir DIR  what to delete (default: .holdfast)`;

const { values } = parseArgs({
  options: {
    yes: { type: "boolean", short: "y", default: false },
    "state-dir": { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const stateDir = stateDirOf(values["state-dir"]);
process.exitCode = values.help ? printHelp() : await reset();

async function reset(): Promise<number> {
  if (!existsSync(stateDir)) {
    console.log(`there is no "${stateDir}": nothing to delete`);
    return 0;
  }
  if (!values.yes && !(await agrees())) {
    console.log("nothing was changed");
    return 1;
  }
  await deleteState(stateDir);
  console.log(`stopped everything and deleted "${stateDir}"`);
  return 0;
}

function printHelp(): number {
  console.log(HELP);
  return 0;
}

/** Asks; no answer can be given without a terminal, where --yes is needed. */
async function agrees(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error("this deletes every environment with its data; without a terminal, say so: npm run reset -- --yes");
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `Stop everything and delete every environment with its data in "${stateDir}"? [y/N] `,
  );
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
