import { createHash, randomUUID } from "node:crypto";
import { postgresCellRecords } from "../../adapters/cell-records/postgres-cell-records.ts";
import { postgresSweepRecords } from "../../adapters/cell-records/postgres-sweep-records.ts";
import type { SweepRecords } from "../../adapters/cell-records/sweep-port.ts";
import type { CellRecords, ReadyComponent, Turn } from "../../adapters/cell-records/port.ts";
import { connectPostgres, type Postgres } from "../../adapters/store/connect-postgres.ts";
import { migrate } from "../../adapters/store/migrate.ts";
import { postgresStore } from "../../adapters/store/postgres-store.ts";
import type { Accepted, RequestIdentity } from "../../adapters/store/requests-port.ts";
import type { Apply, Store } from "../../adapters/store/port.ts";
import type { Admission, OperationEnd } from "../../adapters/store/operations-port.ts";
import { decideNext } from "../../domain/decide-next.ts";
import type { Document, EnvironmentDocument } from "../../domain/schema/documents.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { OperationOutcome, PlanAction } from "../../domain/schema/phases.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { migratedDatabase, testDatabase } from "./postgres.ts";

/** A store on a database of its own, and short ways to what its tests say often. */
export interface StoreWorld {
  readonly url: string;
  readonly postgres: Postgres;
  readonly store: Store;
  readonly records: CellRecords;
  readonly sweeps: SweepRecords;
  /** Applies the shop: project, blueprint, release, and an environment of this name. */
  applyShop(name: string, change?: ShopChange): Promise<Accepted>;
  /** What the environment's workflow would do next, by the product's own decision. */
  next(uid: string): ReturnType<Store["takeNext"]>;
  uidOf(name: string): Promise<string>;
  /** Takes the turn for what is next, with a plan of this action for these components. */
  turn(uid: string, planned?: Readonly<Record<string, PlanAction>>): Promise<ShopTurn>;
  /** Brings an environment up: every component ready. Answers its uid. */
  bringUp(name: string, change?: ShopChange): Promise<string>;
  close(): Promise<void>;
}

/** What an environment of the shop has that others have not. */
export interface ShopChange {
  /** Default 1.0.0. */
  readonly release?: string;
  readonly parameters?: JsonObject;
  readonly class?: EnvironmentDocument["spec"]["class"];
  readonly protected?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly ifGeneration?: number;
  readonly cell?: string;
  readonly onDrift?: EnvironmentDocument["spec"]["onDrift"];
  /** Sleep and the end of its time, which are no part of the digest. */
  readonly rest?: Pick<EnvironmentDocument["spec"], "sleep" | "expires" | "ttl">;
}

/** A turn that was taken. */
export interface ShopTurn {
  readonly operationId: string;
  readonly epoch: number;
  /** The turn of one component. */
  of(component: string): Turn;
  /** Opens these components and says that they are ready. */
  ready(...components: readonly string[]): Promise<void>;
  end(end?: Partial<OperationEnd>): Promise<OperationOutcome>;
}

export const COMPONENTS = ["database", "api", "web"] as const;

/**
 * An empty store. Ends with `close`.
 *
 * @param prepare - What is done to its database before it is migrated.
 */
export async function storeWorld(prepare?: (databaseUrl: string) => Promise<void>): Promise<StoreWorld> {
  const database = prepare === undefined ? await migratedDatabase() : await testDatabase();
  await prepare?.(database.url);
  if (prepare !== undefined) await migrate(database.url);
  const postgres = connectPostgres(database.url, { poolMax: 10 });
  const store = postgresStore(postgres);
  const records = postgresCellRecords(postgres);
  const world: StoreWorld = {
    url: database.url,
    postgres,
    store,
    records,
    sweeps: postgresSweepRecords(postgres),
    applyShop: async (name, change = {}) => await store.acceptApply(request(change.key), shopApply(name, change)),
    next: async (uid) => await store.takeNext(uid, (work) => decideNext(work, { nowMs: Date.now() })),
    async uidOf(name) {
      const found = await store.getEnvironment(name, "shop");
      if (found === undefined) throw new Error(`there is no environment "${name}"`);
      return found.uid;
    },
    async turn(uid, planned = { database: "create", api: "create", web: "create" }) {
      const step = await world.next(uid);
      if (step.do !== "start") throw new Error(`expected a start, got ${JSON.stringify(step)}`);
      const { operationId } = step;
      const { generation } = await store.admissionBasis(operationId);
      const admission = await store.admit(operationId, { plan: plan(planned), basisGeneration: generation });
      return shopTurn({ store, records }, operationId, admission);
    },
    async bringUp(name, change) {
      await world.applyShop(name, change);
      const uid = await world.uidOf(name);
      const turn = await world.turn(uid);
      await turn.ready(...COMPONENTS);
      await turn.end();
      return uid;
    },
    async close() {
      await store.close();
      await database.drop();
    },
  };
  return world;
}

/** What is done in a turn that was taken. */
export function shopTurn(
  { records, store }: Pick<StoreWorld, "records" | "store">,
  operationId: string,
  admission: Admission,
): ShopTurn {
  if (!admission.isAdmitted) throw new Error(`not admitted: ${admission.reason}`);
  const { epoch, componentUids } = admission;
  const of = (component: string): Turn => {
    const componentUid = componentUids[component];
    if (componentUid === undefined) throw new Error(`the turn has no component "${component}"`);
    return { operationId, componentUid, epoch };
  };
  return {
    operationId,
    epoch,
    of,
    async ready(...components) {
      for (const component of components) {
        const { incarnation } = await records.open(of(component));
        await records.ready(of(component), readyOf(component, { incarnation }));
      }
    },
    end: async (end = {}) =>
      await store.endOperation(operationId, { failed: {}, notStarted: [], wasCancelled: false, ...end }),
  };
}

/** What a look that found a component ready gave. */
export function readyOf(component: string, change: Partial<ReadyComponent> = {}): ReadyComponent {
  const outputs = [{ name: "url", isSecret: false as const, value: `local://${component}` }];
  return {
    incarnation: 1,
    inputDigest: `digest of ${component}`,
    inputDigests: { "config.size": "a" },
    needs: [],
    outputs,
    isKept: false,
    ...change,
  };
}

/** A request of a person, with a key of its own unless one is given. */
export function request(key: string = randomUUID(), digest = "same"): RequestIdentity {
  return { key, digest, actor: { kind: "person", name: "ada" }, traceId: "trace" };
}

/** A plan with one action for each component named. */
export function plan(planned: Readonly<Record<string, PlanAction>>): Plan {
  const components = Object.entries(planned).map(([name, action]) => ({
    name,
    kind: "simulated",
    action,
    needs: [],
    reason: "",
    changed: [],
    expectedMs: 100,
    readyWithinMs: 60_000,
    onDelete: "delete" as const,
  }));
  return { components, digest: "sha256:plan", estimateMs: 300 };
}

/** The documents of the shop, as an apply. */
export function shopApply(name: string, change: ShopChange = {}): Apply {
  const { class: environmentClass = "dev", parameters = {}, labels = {}, cell = "local", ifGeneration } = change;
  const spec = {
    class: environmentClass,
    cell,
    release: change.release ?? "1.0.0",
    parameters,
    restoreFrom: {},
    ...(change.protected === undefined ? {} : { protected: change.protected }),
    ...(change.onDrift === undefined ? {} : { onDrift: change.onDrift }),
  };
  const environment: Document = {
    apiVersion: "holdfast.dev/v1",
    kind: "Environment",
    metadata: { project: "shop", name, labels },
    spec: { ...spec, ...change.rest },
  };
  const documents = [...shopDocuments(), environment].map((document) => ({
    document,
    digest: digestOf(document === environment ? spec : document.spec),
  }));
  return { documents, ...(ifGeneration === undefined ? {} : { ifGeneration }) };
}

/** Project, blueprint and release of the shop. */
export function shopDocuments(): readonly Document[] {
  const component = { kind: "simulated", config: { size: "small" }, after: [], onDelete: "delete" as const };
  return [
    { apiVersion: "holdfast.dev/v1", kind: "Project", metadata: { name: "shop", labels: {} }, spec: {} },
    {
      apiVersion: "holdfast.dev/v1",
      kind: "Blueprint",
      metadata: { project: "shop", name: "shop", version: "1.0.0", labels: {} },
      spec: {
        parameters: { greeting: { type: "string", default: "Hello" } },
        components: { database: component, api: { ...component, artifact: "api" }, web: component },
      },
    },
    {
      apiVersion: "holdfast.dev/v1",
      kind: "Release",
      metadata: { project: "shop", version: "1.0.0", labels: {} },
      spec: { blueprint: "shop@1.0.0", artifacts: { api: { digest: `sha256:${"0".repeat(64)}` } } },
    },
  ];
}

/** Digest of a document's content. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
