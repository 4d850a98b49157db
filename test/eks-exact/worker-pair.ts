import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AttemptEnd, Death, WorkerMessage, WorkerOptions, WorkerTask } from "./worker-task.ts";

/** What became of an attempt. */
export type AttemptFate =
  | AttemptEnd
  /** Its process died; `isTheCause` where it died at the point that this attempt was to reach. */
  | { readonly state: "died"; readonly isTheCause: boolean };

/** A worker process, and another one that stands by: whenever the first one dies, the other has what is to be done next. */
export interface WorkerPair {
  /** Gives an attempt to the process that lives. */
  attempt(turn: WorkerTask["turn"], death?: Death): Promise<AttemptFate>;
  /** Resolves when the next one stands by. */
  prepared(): Promise<void>;
  /** Kills the process that works, with all attempts that it holds. */
  kill(): Promise<void>;
  /** How many processes have died. */
  deaths(): number;
  close(): Promise<void>;
}

interface Life {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  readonly open: Map<number, (fate: AttemptFate) => void>;
}

const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

/** Starts both. `compiled` is a directory that keeps what Node has compiled, so that the next ones start sooner. */
export function startWorkerPair(options: WorkerOptions, compiled: string): WorkerPair {
  writeFileSync(options.deaths, "");
  let isClosing = false;
  let deaths = 0;
  let ids = 0;
  let spare = begin();
  let current = take();

  function begin(): Life {
    const env = { ...process.env, HOLDFAST_EXACT: JSON.stringify(options), NODE_COMPILE_CACHE: compiled };
    const child = fork(WORKER, { env, execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const open: Life["open"] = new Map();
    const ended = once(child, "exit").then(() => undefined);
    const ready = new Promise<void>((resolve, reject) => {
      child.on("message", (message: WorkerMessage) => {
        if (message === "ready") return resolve();
        open.get(message.id)?.(message.end);
        open.delete(message.id);
        return undefined;
      });
      void ended.then(() => reject(new Error("a worker ended before it could begin")));
    });
    ready.catch(() => undefined); // It may be killed before anybody waits for it.
    return { child, ready, ended, open };
  }

  /** The one that stood by works from now on, and another one is started. */
  function take(): Life {
    const life = spare;
    spare = begin();
    void life.ended.then(() => {
      if (!isClosing) {
        deaths += 1;
        current = take();
      }
      const noted = readFileSync(options.deaths, "utf8").split("\n");
      for (const [id, settle] of life.open)
        settle({ state: "died", isTheCause: noted.some((line) => line.startsWith(`${id} `)) });
      life.open.clear();
    });
    return life;
  }

  return {
    async attempt(turn, death) {
      const life = current;
      await life.ready.catch(() => undefined);
      // It may have ended meanwhile.
      if (life !== current) return { state: "died", isTheCause: false };
      ids += 1;
      const task: WorkerTask = { id: ids, turn, ...(death === undefined ? {} : { death }) };
      return await new Promise((settle) => {
        life.open.set(task.id, settle);
        // What does not arrive is told with the end of the process.
        life.child.send(task, () => undefined);
      });
    },
    prepared: async () => await spare.ready,
    async kill() {
      const life = current;
      life.child.kill("SIGKILL");
      await life.ended;
    },
    deaths: () => deaths,
    async close() {
      isClosing = true;
      for (const { child } of [current, spare]) child.kill("SIGKILL");
      await Promise.all([current.ended, spare.ended]);
    },
  };
}
