import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { deleteState } from "./delete-state.ts";

const { values } = parseArgs({
  options: { yes: { type: "boolean", short: "y", default: false }, "state-dir": { type: "string" } },
});
const stateDir = resolve(values["state-dir"] ?? process.env["HOLDFAST_STATE_DIR"] ?? ".holdfast");

if (!values.yes && !(await agrees())) {
  console.log("nothing was changed");
  process.exit(1);
}
await deleteState(stateDir);
console.log(`stopped everything and deleted "${stateDir}"`);

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
