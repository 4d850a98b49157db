import { setTimeout as sleep } from "node:timers/promises";
import { createSchedule, failed, finished, isDone, next } from "../../domain/schedule.ts";
import type { ControlPlane, Turn } from "./control-plane.ts";
import type { Death } from "./worker-task.ts";
import type { WorkerPair } from "./worker-pair.ts";

/** Deaths that wait for their component to get there, by its name; the first one is the next. */
export type Deaths = Map<string, Death[]>;

/** What an operation is played with. */
export interface Playing {
  readonly control: ControlPlane;
  readonly workers: WorkerPair;
  readonly deaths: Deaths;
  /** Called when a process has died at a point, before anything goes on. */
  readonly onDeath?: () => Promise<void>;
  /** Epoch milliseconds after which it is given up. */
  readonly endAt: number;
}

/** How long Temporal would wait with another attempt, milliseconds: EKS is that much faster here. */
const PAUSE_MS = 15;

/** Runs what an operation was admitted for as its workflow does: each component once its needs are there. Answers its state and why components failed. */
export async function playOperation(
  playing: Playing,
  turn: Turn,
): Promise<{ readonly state: string; readonly reasons: readonly string[] }> {
  const schedule = createSchedule(turn.components, Infinity);
  const uidByName = new Map(turn.components.map(({ name, uid }) => [name, uid]));
  const reasons = new Map<string, string>();
  const running = new Map<string, Promise<void>>();
  const run = async (name: string): Promise<void> => {
    const reason = await bringAbout(playing, { ...turn, component: name, uid: uidByName.get(name) ?? "" });
    if (reason === undefined) finished(schedule, name);
    else {
      reasons.set(name, reason);
      failed(schedule, name);
    }
    running.delete(name);
  };
  for (;;) {
    for (const name of next(schedule)) running.set(name, run(name));
    if (isDone(schedule)) break;
    await Promise.race(running.values());
  }
  const failures = Object.fromEntries([...reasons].map(([name, reason]) => [uidByName.get(name) ?? "", reason]));
  const state = await playing.control.end(turn, failures);
  return { state, reasons: [...reasons].map(([name, reason]) => `${name}: ${reason}`) };
}

interface Working {
  readonly operationId: string;
  readonly epoch: number;
  readonly component: string;
  readonly uid: string;
}

/** Tries until it is done, as Temporal does. Answers why it failed. */
async function bringAbout(playing: Playing, { component, uid, ...working }: Working): Promise<string | undefined> {
  const turn = { operationId: working.operationId, epoch: working.epoch, componentUid: uid };
  let why = "it was not tried";
  while (Date.now() < playing.endAt) {
    const waiting = playing.deaths.get(component) ?? [];
    const [death] = waiting;
    const fate = await playing.workers.attempt(turn, death);
    if (fate.state === "done") return undefined;
    if (fate.state === "failed") return fate.why;
    if (fate.state === "again") {
      why = fate.why;
      await sleep(PAUSE_MS);
    } else if (fate.isTheCause) {
      waiting.shift();
      await playing.onDeath?.();
    }
  }
  return `given up: ${why}`;
}
