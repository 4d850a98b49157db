import { createHash } from "node:crypto";
import { admitOperation } from "../../activities/admit-operation.ts";
import { eksAddonDriver } from "../../activities/components/eks-addon/driver.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
import type { Driver } from "../../activities/components/driver.ts";
import type { CellPorts } from "../../activities/converge/cell-ports.ts";
import { convergeComponent } from "../../activities/converge/converge-component.ts";
import { lookAtVersions } from "../../activities/converge/look-at-versions.ts";
import { takeStep } from "../../activities/converge/take-step.ts";
import type { OrchestratorPorts } from "../../activities/orchestrator-ports.ts";
import { takeNextStep } from "../../activities/take-next-step.ts";
import { postgresCellRecords } from "../../adapters/cell-records/postgres-cell-records.ts";
import { postgresComponentNotes } from "../../adapters/cell-records/postgres-component-notes.ts";
import { postgresUpgradeRecords } from "../../adapters/cell-records/postgres-upgrade-records.ts";
import { yamlDocuments } from "../../adapters/documents/yaml-documents.ts";
import type { Eks } from "../../adapters/eks/port.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import { postgresStore } from "../../adapters/store/postgres-store.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { OperationView } from "../../adapters/store/views-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { digestJson } from "../../workers/digest.ts";
import { AT_ONCE, eksWorld, type EksWorld } from "../drivers/eks-world.ts";
import { migratedDatabase } from "../setup/postgres.ts";
import { request } from "../setup/store-world.ts";
import { upgradeDocuments, type UpgradeWishes } from "./upgrade-documents.ts";

/**
 * Operations on a simulated EKS whose clock moves only between attempts, on a real database, without Temporal: what a workflow
 * does is a loop here, which a test may break off anywhere.
 */
export interface RowWorld {
  readonly eks: EksWorld;
  readonly store: Store;
  /** Says at which calls a process dies: asked before and after each call of EKS, and at the points of an effect. */
  dies: (point: string) => boolean;
  /** Inputs of every call of EKS that moves a version, in their order. */
  readonly sent: readonly Readonly<Record<string, unknown>>[];
  /** Told of the same points before it is asked. */
  hears: (point: string) => Promise<void>;
  /** Stores what is wanted, and answers the id of the operation. */
  wish(wishes: UpgradeWishes): Promise<string>;
  /** Runs what is next of an environment to its end, and answers it. @throws Killed where a process died */
  run(environment: string): Promise<OperationView>;
  /** As `run`, begun again after each death. */
  runThroughDeaths(environment: string): Promise<OperationView>;
  uidOf(environment: string): Promise<string>;
  close(): Promise<void>;
}

/** A process has died. */
export class Killed extends Error {}

const { signal } = new AbortController();
const ADVANCE_S = 60;
const MOVES = ["updateClusterVersion", "updateNodegroupVersion", "updateAddon"];
const ROUNDS_MAX = 2_000;

/** Starts it; nothing exists yet. */
export async function rowWorld(config: object = {}): Promise<RowWorld> {
  const eks = await eksWorld({ ...AT_ONCE, ...config });
  await eks.fake.sim("PUT", "/clock", { mode: "manual" });
  const database = await migratedDatabase();
  const postgres = connectPostgres(database.url, { poolMax: 10 });
  const store = postgresStore(postgres);
  const die = (point: string) => {
    if (world.dies(point)) throw new Killed(point);
  };
  const sent: Readonly<Record<string, unknown>>[] = [];
  const drivers = driversOf({
    ...eks.ports,
    eks: dying(eks.ports.eks, {
      sent,
      die,
      hear: async (point) => await world.hears(point),
    }),
    notes: postgresComponentNotes(postgres),
  });
  // An attempt looks a few times at the most: nothing changes while it waits.
  const clock: Clock = { asked: 0, isStill: false };
  const ports = {
    records: postgresCellRecords(postgres),
    upgrades: postgresUpgradeRecords(postgres),
    drift: { baselines: async () => new Map() },
    sealed: sealedNothing,
    secrets: { version: async () => undefined, names: async () => [], read: noSecret },
    expressions: celExpressions(),
    drivers,
    digest: digestJson,
    now: () => Date.now() + (clock.isStill ? 0 : 3_000 * (clock.asked += 1)),
    mask: (text: string) => text,
    reached: die,
  } as unknown as CellPorts;
  const orchestrator = {
    store,
    tools: {
      kinds: Object.fromEntries(drivers),
      expressions: celExpressions(),
      secrets: ports.secrets,
      digest: digestJson,
    },
    workflowState: async () => "running",
    calendar: { spans: () => [] },
    authorization: { decide: () => ({ isAllowed: true, policies: [] }) },
    steps: new Map(),
    now: () => Date.now(),
  } as unknown as OrchestratorPorts;

  const world: RowWorld = {
    eks,
    store,
    sent,
    dies: () => false,
    hears: async () => undefined,
    async wish(wishes) {
      const { documents } = yamlDocuments().parse(upgradeDocuments(wishes));
      const apply = documents.map(({ document }) => ({ document, digest: digestJson(document as never) }));
      const accepted = await store.acceptApply(request(), { documents: apply });
      return accepted.results.find(({ kind }) => kind === "Environment")?.operationId ?? "nothing runs";
    },
    async uidOf(environment) {
      const found = await store.getEnvironment(environment, "lab");
      if (found === undefined) throw new Error(`there is no environment "${environment}"`);
      return found.uid;
    },
    async run(environment) {
      const uid = await world.uidOf(environment);
      const running = await store.runningOperation(uid);
      const next = running === undefined ? await takeNextStep(orchestrator, { uid }) : undefined;
      const operationId = running?.operationId ?? (next?.do === "start" ? next.operationId : undefined);
      if (operationId === undefined) throw new Error(`nothing is to do: ${JSON.stringify(next)}`);
      await runOperation({ ports, orchestrator, eks, clock }, operationId);
      const ended = await store.getOperation(operationId);
      if (ended === undefined) throw new Error(`operation "${operationId}" is gone`);
      return ended;
    },
    async runThroughDeaths(environment) {
      for (;;) {
        try {
          return await world.run(environment);
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
        }
      }
    },
    async close() {
      await store.close();
      await database.drop();
      await eks.close();
    },
  };
  return world;
}

interface Running {
  readonly ports: CellPorts;
  readonly orchestrator: OrchestratorPorts;
  readonly eks: EksWorld;
  readonly clock: Clock;
}

interface Clock {
  /** How often it was asked in this attempt: each time it has moved on. */
  asked: number;
  isStill: boolean;
}

/** What the workflow of an operation does, with everything that is ready attempted in turn. */
async function runOperation({ ports, orchestrator, eks, clock }: Running, operationId: string): Promise<void> {
  let turn = await admitOperation(orchestrator, operationId);
  if (!turn.isAdmitted && turn.wantedLook !== undefined) {
    clock.isStill = true;
    for (const componentUid of turn.wantedLook.componentUids) {
      await untilKnown(eks, async () => await lookAtVersions(ports, { componentUid, cause: operationId, signal }));
    }
    turn = await admitOperation(orchestrator, operationId, { hasLooked: true });
  }
  clock.isStill = false;
  if (!turn.isAdmitted) return;
  const { epoch, components } = turn;
  const done = new Set<string>();
  const failed = new Map<string, string>();
  const names = new Set(components.map(({ name }) => name));
  const isOver = ({ name }: { readonly name: string }) => done.has(name) || failed.has(name);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const ready = components.filter(
      (node) => !isOver(node) && node.needs.every((need) => !names.has(need) || done.has(need)),
    );
    if (ready.length === 0) break;
    for (const { name, uid, isStep } of ready) {
      const of = { operationId, componentUid: uid, epoch };
      clock.asked = 0;
      const result = await attempt(async () =>
        isStep === true
          ? await takeStep(ports, { turn: { ...of, step: name }, signal })
          : await convergeComponent(ports, { turn: of, signal }),
      );
      if (result.state === "done") done.add(name);
      if (result.state === "failed") failed.set(uid, result.message).set(name, result.message);
    }
    await eks.fake.sim("POST", "/clock/advance", { seconds: ADVANCE_S });
  }
  const notStarted = components.filter((node) => !isOver(node)).map(({ uid }) => uid);
  await orchestrator.store.endOperation(operationId, {
    failed: Object.fromEntries(failed),
    notStarted,
    wasCancelled: false,
  });
}

/** A retryable error is an attempt that waits. */
async function attempt<Result extends { readonly state: string }>(work: () => Promise<Result>) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OrchestratorError && error.code !== "FENCED") return { state: "waits" } as const;
    throw error;
  }
}

async function untilKnown(eks: EksWorld, look: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    const result = await attempt(async () => {
      await look();
      return { state: "done" } as const;
    });
    if (result.state === "done") return;
    await eks.fake.sim("POST", "/clock/advance", { seconds: ADVANCE_S });
  }
}

function driversOf(ports: Parameters<typeof eksClusterDriver>[0]): ReadonlyMap<string, Driver> {
  const all = [
    eksClusterDriver(ports),
    eksNodegroupDriver(ports),
    eksAddonDriver(ports),
  ] as unknown as readonly Driver[];
  return new Map(all.map((driver) => [driver.kind, { ...driver, blocksForMs: 1, expectedMs: () => 1 }]));
}

/** EKS, where a process may die before a call is sent and after its answer has come. */
function dying(
  eks: Eks,
  {
    sent,
    die,
    hear,
  }: {
    readonly sent: Readonly<Record<string, unknown>>[];
    readonly die: (point: string) => void;
    readonly hear: (point: string) => Promise<void>;
  },
): Eks {
  const calls = Object.entries(eks).filter(([name]) => name !== "close");
  return Object.fromEntries(
    calls.map(([name, call]) => [
      name,
      async (input: never, stop: AbortSignal) => {
        if (MOVES.includes(name)) sent.push(input);
        await hear(`before ${name}`);
        die(`before ${name}`);
        const answer = await (call as Eks["describeCluster"])(input, stop);
        die(`after ${name}`);
        return answer;
      },
    ]),
  ) as unknown as Eks;
}

const sealedNothing: CellPorts["sealed"] = {
  seal: async () => undefined,
  unseal: async () => ({}),
  forget: async () => undefined,
  keyedHash: (value) => digestJson(value),
  // As long as a real one: 52 letters and digits.
  token: (parts) => createHash("sha256").update(parts.join("/")).digest("hex").slice(0, 52),
};

async function noSecret(): Promise<never> {
  return await Promise.reject(new OrchestratorError("SECRET_NOT_FOUND", "there is none"));
}
