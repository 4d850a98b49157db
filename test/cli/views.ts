import type {
  ComponentView,
  DocumentView,
  EnvironmentView,
  EventView,
  OperationView,
} from "../../adapters/store/views-port.ts";
import type { ProjectDocument } from "../../domain/schema/documents.ts";
import type { Plan } from "../../domain/schema/plan.ts";

/** An environment with its components, as the API answers it. */
export type EnvironmentDetail = EnvironmentView & { readonly componentList: readonly ComponentView[] };

/** When everything in these views happened. */
export const THEN = Date.UTC(2026, 10, 21, 8, 0, 0);

/** A project. */
export function projectView(name: string): DocumentView<ProjectDocument> {
  return {
    document: {
      apiVersion: "holdfast.dev/v1",
      kind: "Project",
      metadata: { name, labels: {} },
      spec: { description: `The ${name}.` },
    },
    digest: `sha256:${"0".repeat(64)}`,
    createdAt: THEN,
  };
}

/** A component that is ready; `parts` changes it. */
export function componentView(name: string, parts: Partial<ComponentView> = {}): ComponentView {
  return {
    uid: `uid-${name}`,
    name,
    kind: "service",
    phase: "Ready",
    incarnation: 1,
    needs: [],
    outputs: {},
    progress: "",
    onDelete: "delete",
    startedAt: THEN,
    readyAt: THEN + 4_100,
    ...parts,
  };
}

/** An environment of the shop that is ready; `parts` changes it. */
export function environmentView(
  name: string,
  parts: Partial<EnvironmentDetail> & { readonly project?: string } = {},
): EnvironmentDetail {
  const { project = "shop", ...rest } = parts;
  const componentList = rest.componentList ?? [
    componentView("database", { kind: "postgres" }),
    componentView("api", { needs: ["database"], outputs: { url: "http://127.0.0.1:20001" } }),
  ];
  const count = (phase: string) => componentList.filter((component) => component.phase === phase).length;
  return {
    uid: `uid-${project}-${name}`,
    document: {
      apiVersion: "holdfast.dev/v1",
      kind: "Environment",
      metadata: { project, name, labels: {} },
      spec: { class: "dev", cell: "local", release: "1.0.0", parameters: { greeting: "Welcome" }, restoreFrom: {} },
    },
    phase: "Ready",
    reason: "",
    generation: 1,
    observedGeneration: 1,
    epoch: 1,
    isSuspended: false,
    components: { total: componentList.length, ready: count("Ready"), failed: count("Failed") },
    drift: { open: 0 },
    createdAt: THEN,
    changedAt: THEN,
    ...rest,
    componentList,
  };
}

/** What provisioning the shop does. */
export const PLAN: Plan = {
  components: [planned("database", { kind: "postgres" }), planned("api", { needs: ["database"], reason: "new" })],
  digest: "sha256:plan",
  estimateMs: 25_000,
};

function planned(name: string, parts: Partial<Plan["components"][number]>): Plan["components"][number] {
  return {
    name,
    kind: "service",
    action: "create",
    needs: [],
    reason: "new",
    changed: [],
    expectedMs: 5_000,
    readyWithinMs: 60_000,
    onDelete: "delete",
    ...parts,
  };
}

/** An operation that runs; `parts` changes it. */
export function operationView(id: string, parts: Partial<OperationView> = {}): OperationView {
  return {
    id,
    kind: "provision",
    state: "Running",
    project: "shop",
    environment: "shop-dev",
    environmentUid: "uid-shop-shop-dev",
    generation: 1,
    epoch: 1,
    reason: "",
    plan: PLAN,
    actor: { kind: "token", name: "local" },
    requestedAt: THEN,
    startedAt: THEN + 100,
    isCancelRequested: false,
    ...parts,
  };
}

/** An event of the shop. */
export function eventView(seq: number, parts: Partial<EventView> = {}): EventView {
  return {
    seq,
    type: "component.ready",
    at: THEN + seq * 1_000,
    actor: { kind: "system", name: "holdfast" },
    project: "shop",
    environment: "shop-dev",
    component: "api",
    message: `event number ${seq}`,
    data: {},
    ...parts,
  };
}
