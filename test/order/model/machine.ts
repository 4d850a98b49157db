import { environmentWorkflowId, operationWorkflowId, promotionWorkflowId } from "../../../workflows/messages.ts";
import { seededRandom, type Random } from "../../crash/random.ts";
import { createAttempts, type WaitingCall } from "./attempts.ts";
import type { MachineCommand, Trouble } from "./commands.ts";
import type { Lane } from "./lane.ts";
import { memoryTemporal, type MemoryTemporal } from "./memory-temporal.ts";
import { modelCloud, type ModelCloud } from "./model-cloud.ts";
import { modelPorts } from "./model-ports.ts";
import type { Truth } from "./truth.ts";
import { environmentLife, promotionLife, type WorkflowPorts } from "./workflows.ts";

/** Everything of the product that runs by itself, one thing at a time. */
export interface Machine {
  readonly cloud: ModelCloud;
  readonly temporal: MemoryTemporal;
  readonly ports: WorkflowPorts;
  /** The clock of its workers, epoch milliseconds. */
  now(): number;
  /** Lets one thing happen; `undefined` when there is nothing to happen. */
  oneThing(looks: Truth["looks"]): Promise<Thing | undefined>;
  /** Does what happens to machines; false when there is nothing to do it to. Of a run it takes the seed only. */
  operate(command: MachineCommand): Promise<boolean>;
  /** From now on nothing breaks by itself, every worker is up, and every workflow reads its rows. */
  mend(): Promise<void>;
  /** Lets time pass, until the next timer, or as long as is said. */
  passTime(ms?: number): Promise<void>;
  readonly counts: { calls: number; deaths: number };
}

/** What happened. */
export interface Thing {
  /** In words. */
  readonly what: string;
  /** True when rows may be other ones than before. */
  readonly mayHaveWritten: boolean;
}

/** Calls that change nothing that is checked. */
const READS = new Set([
  "promotionBasis",
  "admissionBasis",
  "runningOperation",
  "mustStopStarting",
  "connection",
  "outputs",
  "progress",
  "done",
  "answer",
]);
const QUEUES = ["orchestrator", "promotion", "cell"] as const;
const LONGEST_PASS_MS = 6 * 60_000;

/** A machine of a project on a lane, where nothing has gone wrong yet. */
export function createMachine(lane: Lane, { breaking, dying, isAtOnce }: Trouble): Machine {
  let aheadMs = 0;
  let hasTrouble = false;
  let random: Random = seededRandom("");
  const now = () => Date.now() + aheadMs;
  const chance = (percent: number) => hasTrouble && random.next() * 100 < percent;
  const counts = { calls: 0, deaths: 0 };
  const cloud = modelCloud(() => chance(breaking));
  const attempts = createAttempts();
  const temporal = memoryTemporal(attempts, now);
  const ports = modelPorts({
    lane,
    cloud,
    now,
    isFailing: () => chance(breaking),
    workflowState: async (operationId) => await Promise.resolve(temporal.state(operationWorkflowId(operationId))),
  });

  const deliver = async ({ id, kind, target }: Truth["looks"][number]): Promise<Thing> => {
    if (kind === "environment") temporal.signalWithStart(environmentWorkflowId(target), environmentLife(ports, target));
    else temporal.signalWithStart(promotionWorkflowId(target), promotionLife(ports, target));
    // What was sent and not marked is sent again.
    if (!chance(dying)) await lane.store.looksDelivered([id]);
    await attempts.settled();
    return { what: `a look at ${kind} ${target}`, mayHaveWritten: true };
  };
  const happen = async (...calls: readonly WaitingCall[]): Promise<Thing> => {
    counts.calls += calls.length;
    await attempts.go(...calls);
    const what = calls.map(({ attempt, name }) => `${name} of "${attempt.label}"`).join(" and ");
    return { what, mayHaveWritten: calls.some(({ name }) => !READS.has(name)) };
  };
  const fail = async (call: WaitingCall): Promise<Thing> => {
    counts.deaths += 1;
    const isDeath = random.next() < 0.6;
    if (isDeath) await attempts.die(call);
    else {
      temporal.repeat(call);
      await attempts.settled();
    }
    const what = `${isDeath ? "a death" : "a second attempt"} before ${call.name} of "${call.attempt.label}"`;
    return { what, mayHaveWritten: false };
  };
  const machine: Machine = {
    cloud,
    temporal,
    ports,
    now,
    counts,
    async oneThing(looks) {
      const waiting = attempts.waiting();
      if (waiting.length + looks.length === 0) return undefined;
      if (waiting.length === 0 || (looks.length > 0 && random.next() < 0.3)) return await deliver(random.pick(looks));
      const call = random.pick(waiting);
      if (chance(dying)) return await fail(call);
      const other = isAtOnce && random.next() < 0.2 ? random.pick(waiting) : call;
      return await (other === call ? happen(call) : happen(call, other));
    },
    async operate(command) {
      hasTrouble = true;
      switch (command.do) {
        case "run":
          random = seededRandom(String(command.seed));
          return true;
        case "terminate":
        case "reset": {
          const open = temporal.open().filter((id) => id.startsWith(`${command.kind}/`));
          const id = open[command.pick % Math.max(1, open.length)];
          if (id === undefined) return false;
          temporal[command.do](id);
          break;
        }
        case "lose temporal":
          temporal.lose();
          await lane.store.lookAtAll();
          break;
        case "kill worker":
          await temporal.kill(command.queue);
          break;
        case "start worker":
          temporal.start(command.queue);
          break;
        case "pass time":
          await machine.passTime();
          break;
      }
      await attempts.settled();
      return true;
    },
    async mend() {
      hasTrouble = false;
      for (const queue of QUEUES) temporal.start(queue);
      await attempts.settled();
      await lane.store.lookAtAll();
    },
    async passTime(ms) {
      const timers = temporal.timers().map((timer) => timer - now() + 1);
      aheadMs += ms ?? Math.max(0, Math.min(...timers, LONGEST_PASS_MS));
      temporal.fireTimers();
      await attempts.settled();
    },
  };
  return machine;
}
