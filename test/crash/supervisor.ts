import { readStartOptions } from "../../embedded/options.ts";
import { startStack } from "../../embedded/stack.ts";
import { stopCell } from "../../embedded/stop-cell.ts";
import type { SupervisorMessage } from "./installation.ts";

// The supervisor as a process of its own, so that it can be killed. Arguments after `--` go to the simulated cloud.
const separator = process.argv.indexOf("--");
const { stateDir } = readStartOptions(process.argv.slice(2, separator));
const tell = (message: SupervisorMessage) => process.send?.(message);

const stack = await startStack({
  stateDir,
  report: (line) => tell({ what: "report", line }),
  durability: "process",
  cloudArguments: process.argv.slice(separator + 1),
  hasTemporalUi: false,
});
let isStopping = false;
async function stop(isAlone: boolean): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await stack.stop();
  if (isAlone) await stopCell(stack.files);
  process.exit(0);
}
process.on("SIGTERM", () => void stop(false));
process.on("disconnect", () => void stop(true)); // The test died: nothing is to stay behind.
const { url, cloudUrl, databaseUrl, temporalAddress } = stack;
tell({ what: "ready", facts: { url, cloudUrl, databaseUrl, temporalAddress } });
