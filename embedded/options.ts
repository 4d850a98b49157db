import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What a person asked of the embedded run. */
export interface StartOptions {
  readonly stateDir: string;
  /** Play the demo unattended, stop everything, exit. */
  readonly isOnce: boolean;
  /** Play the demo of a first start. */
  readonly hasDemo: boolean;
  readonly wantsHelp: boolean;
}

export const START_HELP = `Usage: npm start -- [--once] [--no-demo] [--state-dir DIR]

Starts Holdfast on this machine: PostgreSQL, Temporal, the API, the workers and a simulated cloud, and brings up
three environments of a small real application. A second start goes on where the first was.

  --once           play the demo unattended in a state directory of its own, stop all of it, exit 0 if all of it happened
  --no-demo        start without the demo
  --state-dir DIR  where everything is kept (default: .holdfast)
  -h, --help       show this

Afterwards: npm run holdfast -- get environments     (the same with npx holdfast)
Stop:       Ctrl-C; npm run stop also stops the services; npm run reset also deletes the data`;

/** Reads the command line. @throws TypeError for an option that does not exist */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: "boolean", default: false },
      "no-demo": { type: "boolean", default: false },
      "state-dir": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const base = values["state-dir"] ?? process.env["HOLDFAST_STATE_DIR"] ?? ".holdfast";
  return {
    stateDir: resolve(values.once ? `${base}/once` : base),
    isOnce: values.once,
    hasDemo: !values["no-demo"],
    wantsHelp: values.help,
  };
}
