import { readStartOptions } from "./options.ts";
import { findPostgres } from "./postgres/postgres-server.ts";
import { stopProvenChildren } from "./process/state-lock.ts";
import { stateFiles } from "./state-files.ts";
import { stopCell } from "./stop-cell.ts";
import { takeOver } from "./take-over.ts";

// Stops all that runs on a state directory: Holdfast's own processes, then the services and their database server.
const { stateDir } = readStartOptions(process.argv.slice(2));
const files = stateFiles(stateDir);
const { lock, wasRunning } = await takeOver(stateDir);
const left = await stopProvenChildren(lock);
await (await findPostgres(files.database))?.stop();
const cell = await stopCell(files);
await lock.release();
const stopped = [
  ...(wasRunning || left.length > 0 ? ["Holdfast"] : []),
  ...(cell.services > 0 ? [`${cell.services} services`] : []),
  ...(cell.hadDatabase ? ["the cell's database server"] : []),
];
console.log(stopped.length === 0 ? "nothing was running" : `stopped ${stopped.join(", ")}`);
console.log("go on: npm start        delete everything: npm run reset");
