import { sql } from "kysely";
import type { NewBaseline, SweepTarget, FoundDrift } from "../../adapters/cell-records/sweep-port.ts";
import { many } from "../../adapters/store/connect-postgres.ts";
import type { JudgeSweep } from "../../adapters/store/drift-port.ts";
import { decideFinding } from "../../domain/drift/decide-finding.ts";
import { sweepBrake } from "../../domain/drift/sweep-brake.ts";
import type { DriftField, SweepCounts, SweepView } from "../../domain/schema/drift.ts";
import { COMPONENTS, readyOf, storeWorld, type ShopChange, type ShopTurn, type StoreWorld } from "./store-world.ts";

/** A store in which components have baselines, and short ways to what looks find of them. */
export interface DriftWorld extends StoreWorld {
  /** Brings an environment up whose components have baselines in this place. Answers its uid. */
  bringUpWatched(name: string, change?: ShopChange & { readonly baseline?: Partial<NewBaseline> }): Promise<string>;
  /** A component of an environment, as a sweep of its place is told of it. */
  target(uid: string, component: string): Promise<SweepTarget>;
  /** What a look finds of a target. */
  found(target: SweepTarget, change?: Partial<FoundDrift>): FoundDrift;
  /** A whole sweep that finds this, decided about by the product's own rules. */
  sweep(
    found: readonly FoundDrift[],
    end?: { readonly sweepId?: string; readonly looked?: number },
  ): Promise<SweepView>;
  /** A whole sweep that finds one component changed. Answers the finding's id. */
  drift(uid: string, component: string, change?: Partial<FoundDrift>): Promise<string>;
  /** Changes a component in a turn, until it is ready and has a baseline. */
  changeIn(turn: ShopTurn, component: string, baseline?: Partial<NewBaseline>): Promise<void>;
  /** Types of the events of drift in an environment, in their order. */
  driftEvents(uid: string): Promise<readonly string[]>;
  /** Findings of an environment as rows, oldest first. */
  findings(uid: string): Promise<readonly FindingRow[]>;
}

/** What tests read of a finding. */
export interface FindingRow {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  readonly digest: string;
  readonly seen: number;
}

/** Where the baselines of this world are. */
export const PLACE = { cell: "local", account: "1", region: "north" } as const;

/** What a sweep or a part of it came to. */
export function countsOf(change: Partial<SweepCounts> = {}): SweepCounts {
  return { looked: 1_000, clean: 1_000, drifted: 0, stale: 0, busy: 0, failed: 0, calls: 1, ...change };
}

/** The product's own rules. */
export const JUDGE: JudgeSweep = {
  brake: sweepBrake,
  finding: (work, brake) => decideFinding(work, { nowMs: Date.now(), brake }),
};

/** A field that was changed by hand. */
export const CHANGED: DriftField = { path: "config.size", class: "changed", wanted: "small", seen: "large" };

/** What a component is to look like. */
export function baselineOf(component: string, change: Partial<NewBaseline> = {}): NewBaseline {
  return {
    account: PLACE.account,
    region: PLACE.region,
    fields: { "config.size": "small", "config.zone": "b" },
    learned: ["config.zone"],
    hash: `hash of ${component}`,
    secretPaths: [],
    version: 1,
    ...change,
  };
}

/**
 * An empty store. Ends with `close`.
 *
 * @param prepare - What is done to its database before it is migrated.
 */
export async function driftWorld(prepare?: (databaseUrl: string) => Promise<void>): Promise<DriftWorld> {
  const world = await storeWorld(prepare);
  const { records, sweeps, store, postgres } = world;
  let sweepsMade = 0;
  const drifting: DriftWorld = {
    ...world,
    async bringUpWatched(name, { baseline = {}, ...change } = {}) {
      await world.applyShop(name, change);
      const uid = await world.uidOf(name);
      const turn = await world.turn(uid);
      for (const component of COMPONENTS) {
        await records.open(turn.of(component));
        await records.ready(turn.of(component), readyOf(component, { baseline: baselineOf(component, baseline) }));
      }
      await turn.end();
      return uid;
    },
    async target(uid, component) {
      const found = (await store.listComponents(uid)).find(({ name }) => name === component);
      const targets = await sweeps.targets({ ...PLACE, limit: 1_000 });
      const target = targets.find(({ componentUid }) => componentUid === found?.uid);
      if (target === undefined) throw new Error(`"${component}" of "${uid}" is not in ${JSON.stringify(PLACE)}`);
      return target;
    },
    found({ componentUid, environmentUid, incarnation, epoch }, change = {}) {
      return {
        componentUid,
        environmentUid,
        incarnation,
        epoch,
        fields: [CHANGED],
        diffDigest: "changed",
        unrevertable: [],
        isOldBaseline: false,
        ...change,
      };
    },
    async sweep(found, { sweepId = `sw-${(sweepsMade += 1)}`, looked = 1_000 } = {}) {
      await store.beginSweep(sweepId, PLACE);
      await sweeps.record(found.map((one) => ({ ...one, sweepId })));
      const drifted = found.filter(({ fields }) => fields.length > 0).length;
      await sweeps.addCounts(sweepId, 0, countsOf({ looked, drifted, clean: looked - drifted }));
      return await store.endSweep(sweepId, { state: "succeeded", reason: "" }, JUDGE);
    },
    async drift(uid, component, change) {
      await drifting.sweep([drifting.found(await drifting.target(uid, component), change)]);
      const found = await store.listFindings({ limit: 100, component });
      const finding = found.items.find(({ environmentUid }) => environmentUid === uid);
      if (finding === undefined) throw new Error(`nothing is open of "${component}" in "${uid}"`);
      return finding.id;
    },
    async changeIn(turn, component, baseline) {
      const { incarnation } = await records.open(turn.of(component));
      const token = `${turn.operationId}/${component}`;
      await records.intend(turn.of(component), { token, incarnation, call: "update", requestDigest: "changed" });
      const ready = readyOf(component, { incarnation, baseline: baselineOf(component, baseline) });
      await records.ready(turn.of(component), ready);
    },
    async driftEvents(uid) {
      const events = await many(
        postgres.rows,
        sql<{
          type: string;
        }>`select type from event where environment_uid = ${uid} and type like 'drift.%' order by id`,
      );
      return events.map(({ type }) => type);
    },
    findings: async (uid) =>
      await many(
        postgres.rows,
        sql<FindingRow>`select id, status, status_reason as reason, diff_digest as digest, seen_count as seen
          from finding where environment_uid = ${uid} order by position`,
      ),
  };
  return drifting;
}
