import { randomUUID } from "node:crypto";
import { admitOperation } from "../../activities/admit-operation.ts";
import type { OrchestratorPorts } from "../../activities/orchestrator-ports.ts";
import { takeNextStep } from "../../activities/take-next-step.ts";
import type { AdmittedComponent } from "../../activities/turn.ts";
import { cedarAuthorization } from "../../adapters/authorization/cedar-authorization.ts";
import { rruleTemporalCalendar } from "../../adapters/calendar/rrule-temporal-calendar.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import { postgresStore } from "../../adapters/store/postgres-store.ts";
import type { Accepted, RequestIdentity } from "../../adapters/store/requests-port.ts";
import { ComponentSpec, type Document } from "../../domain/schema/documents.ts";
import { componentKindByName } from "../../workers/component-kinds.ts";
import { digestJson } from "../../workers/digest.ts";
import { stepByKind } from "../../workers/gates-and-steps.ts";
import { digestOf } from "../setup/store-world.ts";

/** The project of everything here. */
export const PROJECT = "exact";
const API = "holdfast.dev/v1" as const;

/** Components of an environment by name, as a blueprint has them. */
export type Components = Readonly<
  Record<string, { readonly kind: string; readonly config: object; readonly after: readonly string[] }>
>;

/** What is wished for an environment. */
export type Wish = { readonly version: string; readonly components: Components } | "delete";

/** An operation that has its turn. */
export interface Turn {
  readonly operationId: string;
  readonly epoch: number;
  readonly components: readonly AdmittedComponent[];
}

/** A component as its rows tell. */
export interface Recorded {
  readonly name: string;
  readonly uid: string;
  readonly incarnation: number;
  readonly phase: string;
}

/** The real store, with the product's own decisions and plans, and nobody who runs what is admitted. */
export interface ControlPlane {
  /** Wishes these components, or that the environment is deleted, and takes the turn for it. */
  begin(environment: string, wish: Wish): Promise<Turn>;
  /** Ends an operation, and answers its state. */
  end(turn: Turn, failed: Readonly<Record<string, string>>): Promise<string>;
  /** Components of an environment that there still are. */
  recorded(environment: string): Promise<readonly Recorded[]>;
  close(): Promise<void>;
}

/** Connects to a database that has the schema. */
export function controlPlane(databaseUrl: string): ControlPlane {
  const store = postgresStore(connectPostgres(databaseUrl, { poolMax: 6 }));
  const ports: OrchestratorPorts = {
    store,
    tools: {
      kinds: componentKindByName,
      expressions: celExpressions(),
      secrets: { version: async () => undefined },
      digest: digestJson,
    },
    workflowState: async () => ({ state: "absent" }),
    calendar: rruleTemporalCalendar(),
    authorization: cedarAuthorization(),
    steps: stepByKind,
    now: () => Date.now(),
  };
  const uids = new Map<string, string>();

  async function accept(environment: string, wish: Wish): Promise<Accepted> {
    if (wish === "delete") {
      return await store.acceptDelete(request(), { project: PROJECT, environment, keep: false });
    }
    const documents = documentsOf(environment, wish);
    return await store.acceptApply(request(), {
      documents: documents.map((document) => ({ document, digest: digestOf(document.spec) })),
    });
  }

  async function uidOf(environment: string): Promise<string> {
    const known = uids.get(environment) ?? (await store.getEnvironment(environment, PROJECT))?.uid;
    if (known === undefined) throw new Error(`there is no environment "${environment}"`);
    uids.set(environment, known);
    return known;
  }

  return {
    async begin(environment, wish) {
      await accept(environment, wish);
      const next = await takeNextStep(ports, { uid: await uidOf(environment) });
      if (next.do !== "start") throw new Error(`"${environment}" does not begin: ${JSON.stringify(next)}`);
      const { operationId } = next;
      const turn = await admitOperation(ports, operationId);
      if (!turn.isAdmitted) throw new Error(`${operationId} of "${environment}" was not admitted`);
      return { operationId, epoch: turn.epoch, components: turn.components };
    },
    async end({ operationId }, failed) {
      await store.endOperation(operationId, { failed, notStarted: [], wasCancelled: false });
      return (await store.getOperation(operationId))?.state ?? "absent";
    },
    recorded: async (environment) => await store.listComponents(await uidOf(environment)),
    close: async () => await store.close(),
  };
}

function request(): RequestIdentity {
  return { key: randomUUID(), digest: "same", actor: { kind: "person", name: "ada" }, traceId: "trace" };
}

/** The documents that say so. */
export function documentsOf(
  environment: string,
  { version, components }: Exclude<Wish, "delete">,
): readonly Document[] {
  const labels = {};
  const named = { project: PROJECT, name: environment, labels };
  const release = `${environment}-${version}`;
  const specs = Object.entries(components).map(([name, spec]) => [name, ComponentSpec.parse(spec)]);
  return [
    { apiVersion: API, kind: "Project", metadata: { name: PROJECT, labels }, spec: {} },
    {
      apiVersion: API,
      kind: "Blueprint",
      metadata: { ...named, version },
      spec: { parameters: {}, components: Object.fromEntries(specs) },
    },
    {
      apiVersion: API,
      kind: "Release",
      metadata: { project: PROJECT, version: release, labels },
      spec: { blueprint: `${environment}@${version}`, artifacts: {} },
    },
    {
      apiVersion: API,
      kind: "Environment",
      metadata: named,
      spec: { class: "dev", cell: "local", release, parameters: {}, restoreFrom: {} },
    },
  ];
}
