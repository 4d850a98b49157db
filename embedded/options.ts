import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** What a person asked of the embedded run. */
export interface StartOptions {
  readonly stateDir: string;
  /** Play the demo unattended, stop everything, exit. */
  readonly isOnce: boolean;
  /** Play the demo of a first start. */
  readonly hasDemo: boolean;
  /** Start a simulated EKS, too, and play the demo of it. */
  readonly hasEks: boolean;
  readonly wantsHelp: boolean;
}

export const START_HELP = `Usage: npm start -- [--once] [--no-demo] [--with eks] [--state-dir DIR]

Starts Holdfast on this machine: PostgreSQL, Temporal, the API, the workers, a simulated cloud and simulated ticket
systems, brings up three environments of a small real application, and promotes releases through them. A second start goes on where the first was.

  --once           play the demo unattended in a state directory of its own, check that all of it happened, stop and
                   delete all of it; exits with 0 only then
  --no-demo        start without the demo, which a first start plays
  --with eks       start a simulated Amazon EKS and a cell of AWS beside them, and play the demo of these instead; give
                   it again at the next start, or nobody looks after what is there
  --state-dir DIR  where everything is kept (default: .holdfast)
  -h, --help       show this

Afterwards: npm run holdfast -- get environments     (the same with npx holdfast)
Stop:       Ctrl-C; npm run stop also stops the services; npm run reset also deletes the data`;

/** Reads the command line. @throws Error for an option that does not exist, or one that means nothing */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: "boolean", default: false },
      "no-demo": { type: "boolean", default: false },
      with: { type: "string", multiple: true, default: [] },
      "state-dir": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const unknown = values.with.find((name) => name !== "eks");
  if (unknown !== undefined) throw new Error(`--with ${unknown}: there is only eks`);
  const base = stateDirOf(values["state-dir"]);
  return {
    stateDir: values.once ? onceDirectory(base) : base,
    isOnce: values.once,
    hasDemo: !values["no-demo"],
    hasEks: values.with.length > 0,
    wantsHelp: values.help,
  };
}

/** The state directory that a command line names; else that of `HOLDFAST_STATE_DIR`, else `.holdfast` here. */
export function stateDirOf(given: string | undefined): string {
  return resolve(given ?? process.env["HOLDFAST_STATE_DIR"] ?? ".holdfast");
}

/** Where an unattended run keeps its state, below a state directory. */
export function onceDirectory(stateDir: string): string {
  return join(stateDir, "once");
}
