import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import { fakePeople } from "./fake-people.ts";
import type { EnvironmentView, EventView } from "../../adapters/store/views-port.ts";

const DEV = { project: "shop", environment: "dev", class: "dev" } as const;
const accepted: Accepted = { results: [], isReplay: false };

/** A store that holds nothing and accepts everything, for what HTTP does around it; each verb can be given another answer. */
export function fakeStore(answers: Partial<StoreOfApi> = {}): StoreOfApi {
  const nothing = async () => ({ items: [] });
  return {
    ...fakePeople(),
    placeOf: async () => ({ project: "shop", environment: DEV }),
    placeOfEnvironment: async (project, environment) => ({ ...DEV, project, environment, isGone: false }),
    saidOfEnvironment: async () => undefined,
    chatOfProject: async () => undefined,
    artifactsIn: async () => [],
    catalog: async () => ({
      projects: [],
      blueprints: [],
      releases: [],
      environments: [],
      snapshots: [],
      connections: [],
      pipelines: [],
      freezeWindows: [],
      subscriptions: [],
    }),
    planBasis: async () => undefined,
    findAnswer: async () => undefined,
    acceptApply: async (_, { documents }) => ({
      isReplay: false,
      results: documents.map(({ document: { kind, metadata } }) => ({
        kind,
        project: "project" in metadata ? (metadata.project ?? "") : metadata.name,
        name: "name" in metadata ? metadata.name : metadata.version,
        result: "created" as const,
        ...(kind === "Environment" ? { operationId: "op-1", generation: 1 } : {}),
      })),
    }),
    acceptDelete: async () => accepted,
    acceptDeleteUnused: async () => accepted,
    acceptDeleteSnapshot: async () => accepted,
    acceptSuspend: async () => accepted,
    acceptWake: async () => accepted,
    acceptExtend: async () => accepted,
    acceptCancel: async () => accepted,
    acceptAbandon: async () => accepted,
    listFindings: nothing,
    getFinding: async () => undefined,
    reactionGround: async () => undefined,
    answerFinding: async () => accepted,
    listSweeps: nothing,
    getSweep: async () => undefined,
    requestSweep: async () => accepted,
    requestCellCheck: async () => 1,
    getCellCheck: async () => undefined,
    listApprovals: nothing,
    getApproval: async () => undefined,
    acceptBallot: async () => await Promise.reject(new Error("this store has no approvals")),
    acceptPromote: async () => accepted,
    acceptCancelPromotion: async () => accepted,
    acceptDecision: async () => accepted,
    acceptRevoke: async () => accepted,
    acceptVeto: async () => accepted,
    acceptLiftVeto: async () => accepted,
    acceptDeleteDocument: async () => accepted,
    listPipelines: nothing,
    listConnections: nothing,
    listFreezeWindows: nothing,
    listVetoes: nothing,
    listSubscriptions: nothing,
    listDeliveries: nothing,
    getDelivery: async () => undefined,
    acceptRedeliver: async () => accepted,
    acceptRedeliverAll: async () => accepted,
    acceptTestDelivery: async () => accepted,
    acceptEnable: async () => accepted,
    listPromotions: nothing,
    getPromotion: async () => undefined,
    pipelineStatus: async () => undefined,
    releaseOfBuild: async () => undefined,
    releasesRun: async () => [],
    listProjects: nothing,
    listBlueprints: nothing,
    listReleases: nothing,
    listEnvironments: nothing,
    getEnvironment: async () => undefined,
    listComponents: async () => [],
    listOperations: nothing,
    getOperation: async () => undefined,
    listSnapshots: nothing,
    deliveryFacts: async () => ({ promotions: [], releases: [] }),
    readEvents: async () => [],
    lastEventSeq: async () => 0,
    sealEvents: async () => 0,
    pendingLooks: async () => [],
    looksDelivered: async () => undefined,
    lookAtAll: async () => 0,
    onCommit: async () => async () => undefined,
    ping: async () => undefined,
    ...answers,
  };
}

/** An environment that is ready. */
export function someEnvironment(over: Partial<EnvironmentView> = {}): EnvironmentView {
  return {
    uid: "e1",
    document: {
      apiVersion: "holdfast.dev/v1",
      kind: "Environment",
      metadata: { project: "shop", name: "shop-dev", labels: {} },
      spec: { class: "dev", cell: "local", release: "1.0.0", parameters: {}, restoreFrom: {} },
    },
    phase: "Ready",
    reason: "",
    generation: 7,
    observedGeneration: 7,
    epoch: 3,
    isSuspended: false,
    components: { total: 1, ready: 1, failed: 0 },
    drift: { open: 0 },
    createdAt: 1,
    changedAt: 2,
    ...over,
  };
}

/** An event of a project. */
export function someEvent(seq: number, over: Partial<EventView> = {}): EventView {
  const actor = { kind: "system", name: "cell" } as const;
  return { seq, type: "component.ready", at: seq, actor, project: "shop", message: `event ${seq}`, data: {}, ...over };
}
