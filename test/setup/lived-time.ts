import { sql } from "kysely";
import { rruleTemporalCalendar } from "../../adapters/calendar/rrule-temporal-calendar.ts";
import { many } from "../../adapters/store/connect-postgres.ts";
import { takeNextStep } from "../../activities/take-next-step.ts";
import { decideFinding } from "../../domain/drift/decide-finding.ts";
import { hashFields } from "../../domain/drift/baseline.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { PlanAction } from "../../domain/schema/phases.ts";
import { digestJson } from "../../workers/digest.ts";
import { baselineOf, type DriftWorld } from "./drift-world.ts";
import { COMPONENTS, plan, readyOf, shopTurn, type ShopTurn } from "./store-world.ts";
import { sweepStored } from "./stored-sweep.ts";
import type { SuppliedClock } from "./supplied-clock.ts";

/** Something that people, or the world, do at an instant. */
export interface Deed {
  readonly at: number;
  /** One line for the table; empty for none. */
  readonly what: string;
  run(time: LivedTime): Promise<unknown>;
}

/** Time that is lived through in a store: whatever the product would do by itself happens when it is due. */
export interface LivedTime {
  readonly world: DriftWorld;
  /** Somebody changes a component from outside. */
  change(environment: string, component: string, size: string): Promise<void>;
  sweep(): Promise<void>;
  /** The finding of a component that is open. */
  finding(environment: string, component: string): Promise<{ readonly id: string; readonly diffDigest: string }>;
  /** Lives until an instant, and answers what happened, in order. */
  until(endMs: number, deeds: readonly Deed[]): Promise<readonly LivedLine[]>;
}

/** One thing that happened. */
export interface LivedLine {
  readonly at: number;
  readonly environment: string;
  readonly what: string;
}

const WANTED = { "config.size": "small", "config.zone": "b" };
const BASELINE = { hash: hashFields(WANTED, digestJson) };
const ACTIONS: Readonly<Record<string, PlanAction>> = { provision: "create", deploy: "update" };
/** What takes an environment ten times in a row to decide at one instant goes round in circles. */
const STEPS_MAX = 10;

/** Time from an instant on, with a sweep at each `everyMs`. The clock is only ever moved to the next instant at which somebody has to look. */
export function livedTime(
  world: DriftWorld,
  { clock, everyMs }: { readonly clock: SuppliedClock; readonly everyMs: number },
): LivedTime {
  const { store, postgres, records } = world;
  const calendar = rruleTemporalCalendar();
  const there = new Map<string, Readonly<Record<string, Json>>>();
  const looksAt = new Map<string, number>();
  const lines: LivedLine[] = [];
  let told = 0;
  const ports = {
    store,
    calendar,
    now: () => Date.now(),
    workflowState: async () => await Promise.reject(new Error("nothing runs while nobody looks")),
  };
  const uidOf = async (environment: string, component: string) => {
    const components = await store.listComponents(await world.uidOf(environment));
    const found = components.find(({ name }) => name === component);
    if (found === undefined) throw new Error(`there is no "${component}" in "${environment}"`);
    return found.uid;
  };

  /** What the workflow of an environment does when it looks: steps until it waits. */
  const look = async (uid: string): Promise<void> => {
    for (let steps = 0; steps < STEPS_MAX; steps += 1) {
      const next = await takeNextStep(ports, { uid });
      if (next.do === "end") return void looksAt.delete(uid);
      if (next.do === "wait" && next.lookAgainAt > Date.now()) return void looksAt.set(uid, next.lookAgainAt);
      if (next.do === "start") await live(next.operationId);
    }
    throw new Error(`environment "${uid}" does not come to rest at ${new Date().toISOString()}`);
  };

  const live = async (operationId: string): Promise<void> => {
    const { kind } = (await store.getOperation(operationId)) ?? {};
    const { generation, repair } = await store.admissionBasis(operationId);
    const action = ACTIONS[kind ?? ""] ?? (kind as PlanAction);
    const names = kind === "revert" ? repair.map(({ component }) => component) : [...COMPONENTS];
    const planned = plan(Object.fromEntries(names.map((name) => [name, action])));
    const turn = shopTurn(
      world,
      operationId,
      await store.admit(operationId, { plan: planned, basisGeneration: generation }),
    );
    for (const name of names) await converge(turn, name, action);
    await turn.end();
  };

  const converge = async (turn: ShopTurn, name: string, action: PlanAction): Promise<void> => {
    if (action !== "sleep" && action !== "delete" && action !== "wake") {
      there.set(turn.of(name).componentUid, WANTED);
      return await world.changeIn(turn, name, BASELINE);
    }
    const { incarnation } = await records.open(turn.of(name));
    if (action === "sleep") return await records.asleep(turn.of(name));
    if (action === "delete") return await records.gone(turn.of(name));
    await records.ready(
      turn.of(name),
      readyOf(name, { incarnation, isKept: true, baseline: baselineOf(name, BASELINE) }),
    );
  };

  /** Everybody who was told to look does. */
  const settle = async (): Promise<void> => {
    for (;;) {
      const woken = await many(
        postgres.rows,
        sql<{
          uid: string;
        }>`with taken as (delete from outbox where environment_uid is not null returning environment_uid)
          select distinct environment_uid as uid from taken`,
      );
      if (woken.length === 0) break;
      for (const { uid } of woken) await look(uid);
    }
    const events = await many(
      postgres.rows,
      sql<{ id: number; environment: string; what: string }>`
        select id, environment, type || ': ' || message as what from event
        where id > ${told} and environment is not null and type ~ '^(environment|drift)[.]' order by id`,
    );
    for (const { id, environment, what } of events) {
      told = id;
      lines.push({ at: Date.now(), environment, what });
    }
  };

  const time: LivedTime = {
    world,
    change: async (environment, component, size) =>
      void there.set(await uidOf(environment, component), { ...WANTED, "config.size": size }),
    async sweep() {
      await sweepStored(world, {
        look: (uid) => {
          const fields = there.get(uid);
          return fields === undefined ? { state: "changing" } : { state: "seen", fields };
        },
      });
    },
    async finding(environment, component) {
      const { items } = await store.listFindings({ project: "shop", environment, component, limit: 2 });
      const [only] = items;
      if (only === undefined || items.length > 1) throw new Error(`"${component}" has ${items.length} open findings`);
      return only;
    },
    async until(endMs, deeds) {
      const waiting = deeds.toSorted((one, other) => one.at - other.at);
      let nextSweepAt = Date.now() + everyMs;
      for (;;) {
        const deed = waiting[0];
        const at = Math.min(...looksAt.values(), nextSweepAt, deed?.at ?? endMs, endMs);
        await clock.set(at);
        if (at >= endMs) return lines;
        for (const [uid, lookAgainAt] of looksAt) if (lookAgainAt <= at) await look(uid);
        if (deed !== undefined && deed.at <= at) {
          waiting.shift();
          await settle();
          if (deed.what !== "") lines.push({ at, environment: "", what: deed.what });
          await deed.run(time);
        }
        if (nextSweepAt <= at) {
          nextSweepAt += everyMs;
          await time.sweep();
        }
        await store.judgeFindings((work) => decideFinding(work, { nowMs: Date.now() }), 100);
        await settle();
      }
    },
  };
  return time;
}
