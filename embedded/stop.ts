import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { stateDirOf } from "./options.ts";
import { findPostgres } from "./postgres/postgres-server.ts";
import { stopProvenChildren } from "./process/state-lock.ts";
import { stateFiles } from "./state-files.ts";
import { cellWords, stopCell } from "./stop-cell.ts";
import { takeOver } from "./take-over.ts";

const HELP = `Usage: npm run stop -- [--state-dir DIR]

Stops all that runs on a state directory: Holdfast's own processes, then the services and their database server.
All data stays; npm start goes on with it.

  --state-dir DIR  what to stop (default: .holdfast)`;

const { values } = parseArgs({
  options: { "state-dir": { type: "string" }, help: { type: "boolean", short: "h", default: false } },
});

if (values.help) console.log(HELP);
else await stop(stateDirOf(values["state-dir"]));

async function stop(stateDir: string): Promise<void> {
  if (!existsSync(stateDir)) return console.log(`there is no "${stateDir}": nothing was running`);
  const files = stateFiles(stateDir);
  const { lock, wasRunning } = await takeOver(stateDir);
  const left = await stopProvenChildren(lock);
  const database = await findPostgres(files.database);
  await database?.stop();
  const cell = await stopCell(files);
  await lock.release();
  const hadOwn = wasRunning || left.length > 0 || database !== undefined;
  const stopped = [...(hadOwn ? ["Holdfast"] : []), ...cellWords(cell)];
  console.log(stopped.length === 0 ? "nothing was running" : `stopped ${stopped.join(", ")}; the data stays`);
  console.log("go on: npm start        delete everything: npm run reset");
}
