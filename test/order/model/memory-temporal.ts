import type { WorkflowState } from "../../../activities/workflow-state.ts";
import { ERROR_CODES, OrchestratorError } from "../../../domain/errors.ts";
import type { Attempt, Attempts, Gate, WaitingCall } from "./attempts.ts";

/** Which worker runs an activity. */
export type Queue = "orchestrator" | "promotion" | "cell";

/** What a workflow sees of the server. */
export interface RunHandle {
  /** Runs an activity until it answers; rejects with what no repeat mends. */
  activity<Answer>(queue: Queue, label: string, work: (gate: Gate) => Promise<Answer>): Promise<Answer>;
  /** Waits until it is woken, or until an instant. */
  wait(untilMs: number): Promise<void>;
  isWoken(): boolean;
  /** Epoch milliseconds, by the server's clock. */
  now(): number;
  /** Forgets that it was woken: from now on a look counts again. */
  clearWake(): void;
  /** Starts a workflow that outlives this one; false when its id was used before. */
  startChild(id: string, workflow: Workflow): boolean;
  signal(id: string): void;
}

/** A workflow as this server runs it. */
export type Workflow = (run: RunHandle) => Promise<void>;

/** Temporal in memory: workflows by id, their activities and timers, all of which wait to be let go. */
export interface MemoryTemporal {
  /** Wakes a workflow; starts it where none is open. */
  signalWithStart(id: string, workflow: Workflow): void;
  state(id: string): WorkflowState;
  /** Ids of those that are open. */
  open(): readonly string[];
  /** Ends one at once; what its activities do goes on. */
  terminate(id: string): void;
  /** Ends one at once and starts it again from its beginning. */
  reset(id: string): void;
  /** Forgets everything. */
  lose(): void;
  /** Instants at which workflows go on by themselves. */
  timers(): readonly number[];
  /** Wakes every workflow whose time has come. */
  fireTimers(): void;
  isUp(queue: Queue): boolean;
  start(queue: Queue): void;
  /** Kills the worker of a queue: what it was at is dead, and is begun again once there is a worker. */
  kill(queue: Queue): Promise<void>;
  /** Begins a waiting attempt a second time, as after a time-out: the first goes on, and nobody hears of it. */
  repeat(call: WaitingCall): void;
  /** Activities that failed again and again, and workflows that broke. */
  faults(): readonly string[];
  /** Errors of activities that a repeat mended, by message. */
  readonly mended: Map<string, number>;
}

interface Run {
  readonly id: string;
  readonly workflow: Workflow;
  readonly whenClosed: () => void;
  isWoken: boolean;
  closedAt: number | undefined;
  timer: { readonly at: number; readonly fire: () => void } | undefined;
}

interface Activity {
  readonly queue: Queue;
  readonly begin: () => void;
}

const TRIES_MAX = 6;

/** A server that knows no workflow. Every worker is up. */
export function memoryTemporal(attempts: Attempts, now: () => number): MemoryTemporal {
  const runs = new Map<string, Run>();
  const up = new Set<Queue>(["orchestrator", "promotion", "cell"]);
  const parked: Activity[] = [];
  const current = new Map<Attempt, Activity>();
  const faults: string[] = [];
  const mended = new Map<string, number>();
  const isOpen = (run: Run) => run.closedAt === undefined;

  const dispatch = (activity: Activity) => {
    if (up.has(activity.queue)) activity.begin();
    else parked.push(activity);
  };
  const activityOf =
    (run: Run): RunHandle["activity"] =>
    async <Answer>(queue: Queue, label: string, work: (gate: Gate) => Promise<Answer>) =>
      await new Promise<Answer>((resolve, reject) => {
        let failures = 0;
        const begin = () => {
          if (!isOpen(run)) return;
          const attempt = attempts.begin(label, work, (end) => {
            const isCurrent = current.delete(attempt) && isOpen(run);
            if (!isCurrent) return;
            if (end.state === "answered") return resolve(end.answer);
            if (end.state === "died") return dispatch(activity);
            const { error } = end;
            if (error instanceof OrchestratorError && !ERROR_CODES[error.code].retryable) return reject(error);
            failures += 1;
            const message = error instanceof Error ? error.message : String(error);
            mended.set(message, (mended.get(message) ?? 0) + 1);
            if (failures < TRIES_MAX) return dispatch(activity);
            faults.push(`${label} failed ${failures} times: ${error instanceof Error ? error.stack : message}`);
          });
          current.set(attempt, activity);
        };
        const activity: Activity = { queue, begin };
        dispatch(activity);
      });

  const close = (run: Run) => {
    if (!isOpen(run)) return;
    run.closedAt = now();
    run.timer = undefined;
    run.whenClosed();
  };
  const begin = (id: string, workflow: Workflow, whenClosed: () => void = () => undefined) => {
    const run: Run = { id, workflow, whenClosed, isWoken: false, closedAt: undefined, timer: undefined };
    runs.set(id, run);
    const handle: RunHandle = {
      activity: activityOf(run),
      wait: async (untilMs) =>
        await new Promise<void>((resolve) => {
          if (run.isWoken) return resolve();
          const fire = () => {
            run.timer = undefined;
            resolve();
          };
          run.timer = { at: untilMs, fire };
        }),
      isWoken: () => run.isWoken,
      now,
      clearWake: () => void (run.isWoken = false),
      startChild(childId, child) {
        if (runs.has(childId)) return false;
        begin(childId, child, () => isOpen(run) && wake(run));
        return true;
      },
      signal: (other) => {
        const found = runs.get(other);
        if (found !== undefined && isOpen(found)) wake(found);
      },
    };
    workflow(handle).then(
      () => close(run),
      (error: unknown) => {
        faults.push(`workflow ${id} broke: ${error instanceof Error ? error.stack : String(error)}`);
        close(run);
      },
    );
    return run;
  };
  const wake = (run: Run) => {
    run.isWoken = true;
    run.timer?.fire();
  };
  const openRuns = () => [...runs.values()].filter(isOpen);
  return {
    signalWithStart(id, workflow) {
      const found = runs.get(id);
      wake(found !== undefined && isOpen(found) ? found : begin(id, workflow));
    },
    state(id) {
      const run = runs.get(id);
      if (run === undefined) return { state: "absent" };
      return run.closedAt === undefined ? { state: "open" } : { state: "closed", closedAt: run.closedAt };
    },
    open: () => openRuns().map(({ id }) => id),
    terminate(id) {
      const run = runs.get(id);
      if (run !== undefined) close(run);
    },
    reset(id) {
      const run = runs.get(id);
      if (run === undefined) return;
      close(run);
      begin(id, run.workflow);
    },
    lose() {
      for (const run of openRuns()) run.closedAt = now();
      runs.clear();
    },
    timers: () => openRuns().flatMap(({ timer }) => (timer === undefined ? [] : [timer.at])),
    fireTimers() {
      for (const { timer } of openRuns()) if (timer !== undefined && timer.at <= now()) timer.fire();
    },
    isUp: (queue) => up.has(queue),
    start(queue) {
      if (up.has(queue)) return;
      up.add(queue);
      const mine = parked.filter((activity) => activity.queue === queue);
      for (const activity of mine) parked.splice(parked.indexOf(activity), 1);
      for (const activity of mine) activity.begin();
    },
    async kill(queue) {
      up.delete(queue);
      const dying = new Set(
        [...current].filter(([, activity]) => activity.queue === queue).map(([attempt]) => attempt),
      );
      for (const call of attempts.waiting()) if (dying.has(call.attempt)) await attempts.die(call);
    },
    repeat(call) {
      const activity = current.get(call.attempt);
      if (activity === undefined) return;
      current.delete(call.attempt);
      dispatch(activity);
    },
    faults: () => faults,
    mended,
  };
}
