import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
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
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import { ComponentSpec, type Document } from "../../domain/schema/documents.ts";
import { componentKindByName } from "../../workers/component-kinds.ts";
import { digestJson } from "../../workers/digest.ts";
import { stepByKind } from "../../workers/gates-and-steps.ts";
import { digestOf } from "../setup/store-world.ts";

const TRIES = 20;
const PAUSE_MS = 500;
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
    const request = newRequest();
    if (wish === "delete") {
      const target = { project: PROJECT, environment, keep: false };
      return await answered(async () => await store.acceptDelete(request, target));
    }
    const documents = documentsOf(environment, wish);
    const apply = {
      documents: documents.map((document) => ({ document, digest: digestOf(document.spec) })),
    };
    return await answered(async () => await store.acceptApply(request, apply));
  }

  async function uidOf(environment: string): Promise<string> {
    const known = uids.get(environment) ?? (await store.getEnvironment(environment, PROJECT))?.uid;
    if (known === undefined) throw new Error(`there is no environment "${environment}"`);
    uids.set(environment, known);
    return known;
  }

  return {
    async begin(environment, wish) {
      const { results } = await accept(environment, wish);
      const operationId = results.find((one) => one.operationId !== undefined)?.operationId;
      if (operationId === undefined) throw new Error(`nothing begins on "${environment}": ${JSON.stringify(results)}`);
      const uid = await answered(async () => await uidOf(environment));
      await answered(async () => await takeNextStep(ports, { uid }));
      const turn = await answered(async () => await admitOperation(ports, operationId));
      if (!turn.isAdmitted) throw new Error(`${operationId} of "${environment}" was not admitted`);
      return { operationId, epoch: turn.epoch, components: turn.components };
    },
    async end({ operationId }, failed) {
      const end = { failed, notStarted: [], wasCancelled: false };
      await answered(async () => await store.endOperation(operationId, end));
      return (await answered(async () => await store.getOperation(operationId)))?.state ?? "absent";
    },
    recorded: async (environment) => await answered(async () => await store.listComponents(await uidOf(environment))),
    close: async () => await store.close(),
  };
}

/** Asks again while the store does not answer, as the API's clients and Temporal do. */
async function answered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      const isWorthIt = error instanceof OrchestratorError && ERROR_CODES[error.code].retryable;
      if (!isWorthIt || left <= 1) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function newRequest(): RequestIdentity {
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
