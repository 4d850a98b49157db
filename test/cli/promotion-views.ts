import type {
  GateView,
  PipelineStatus,
  PromotionDetail,
  PromotionView,
  StepView,
} from "../../adapters/store/promotion-views-port.ts";
import { PLAN, THEN } from "./views.ts";

/** A gate that passes; `parts` changes it. */
export function gateView(name: string, parts: Partial<GateView> = {}): GateView {
  return { name, kind: name, verdict: "pass", reasons: [], output: {}, isAlarming: false, evaluatedAt: THEN, ...parts };
}

/** A step that has succeeded; `parts` changes it. */
export function stepView(name: string, parts: Partial<StepView> = {}): StepView {
  return {
    operationId: "op-1",
    name,
    time: "after",
    kind: name,
    state: "Succeeded",
    attempt: 1,
    reason: "",
    progress: "",
    output: {},
    log: [],
    startedAt: THEN + 4_000,
    ...(parts.state === "Running" ? {} : { endedAt: THEN + 5_000 }),
    ...parts,
  };
}

/** A promotion of the shop's 1.1.0 into shop-prod that waits; `parts` changes it. */
export function promotionView(id: string, parts: Partial<PromotionDetail> = {}): PromotionDetail {
  return {
    id,
    kind: "promote",
    project: "shop",
    pipeline: "shop",
    pipelineVersion: 2,
    environment: "shop-prod",
    environmentUid: "uid-shop-shop-prod",
    class: "prod",
    release: "1.1.0",
    releaseDigest: `sha256:${"1".repeat(64)}`,
    attempt: 1,
    state: "Waiting",
    reason: "",
    why: "",
    actor: { kind: "token", name: "local" },
    gates: [],
    waits: [],
    isCancelRequested: false,
    requestedAt: THEN,
    plan: PLAN,
    steps: [],
    operations: [],
    choices: [],
    ...parts,
  };
}

/** The shop's pipeline of two stages: staging has verified 1.1.0, prod runs 1.0.0. */
export function pipelineStatus(open: readonly PromotionView[] = []): PipelineStatus {
  const stage = {
    start: "automatic",
    queue: "newest",
    gates: [],
    beforeDeploy: [],
    afterDeploy: [],
    onFailure: { components: "restore" },
  } as const;
  return {
    document: {
      apiVersion: "holdfast.dev/v1",
      kind: "Pipeline",
      metadata: { project: "shop", name: "shop", labels: {} },
      spec: {
        stages: [
          { ...stage, gates: [], beforeDeploy: [], afterDeploy: [], environment: "shop-staging", after: [] },
          {
            ...stage,
            gates: [],
            beforeDeploy: [],
            afterDeploy: [],
            environment: "shop-prod",
            after: ["shop-staging"],
            start: "manual",
          },
        ],
      },
    },
    version: 2,
    digest: `sha256:${"2".repeat(64)}`,
    createdAt: THEN,
    stages: [
      {
        environment: "shop-staging",
        after: [],
        start: "automatic",
        runs: { release: "1.1.0", phase: "Ready", verifiedAt: THEN },
        open: [],
        last: promotionView("p0", { environment: "shop-staging", state: "Verified", endedAt: THEN, runs: "1.1.0" }),
      },
      {
        environment: "shop-prod",
        after: ["shop-staging"],
        start: "manual",
        runs: { release: "1.0.0", phase: "Ready", verifiedAt: THEN - 86_400_000 },
        open,
      },
    ],
  };
}
