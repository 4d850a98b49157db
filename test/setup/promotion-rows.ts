import type { AdmissionWish } from "../../adapters/store/operations-port.ts";
import type { PromotionWish } from "../../adapters/store/promotions-port.ts";
import type { Document, PipelineDocument, StageSpec } from "../../domain/schema/documents.ts";
import type { OperationOutcome, PromotionState } from "../../domain/schema/phases.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { digestOf, plan, request, type StoreWorld } from "./store-world.ts";

/** Short ways to what tests of promotions on the store alone say often. */
export interface PromotionRows {
  /** Brings an environment up for each stage, and applies a pipeline of them. */
  pipeline(name: string, stages: readonly StageWish[]): Promise<void>;
  /** Stores a release of the shop. */
  release(version: string): Promise<void>;
  promote(version: string, environment: string, more?: Partial<PromotionWish>): Promise<string>;
  state(promotionId: string): Promise<PromotionState | undefined>;
  /** Records a look at which every gate passes. */
  pass(promotionId: string): Promise<void>;
  /** Takes the turn for the promotion's operation, which is next, with nothing to run. Answers the operation's id. */
  admit(promotionId: string): Promise<string>;
  /** Takes the turn for the promotion's operation, which is next, and ends it well, or with a component that failed. */
  carryOut(promotionId: string, end?: "succeed" | "fail"): Promise<OperationOutcome>;
  /** Takes what was woken out of the outbox, and answers the promotions among it. */
  woken(): Promise<readonly string[]>;
}

/** A stage as a test writes it. */
export type StageWish = Pick<StageSpec, "environment"> & Partial<StageSpec>;

/** For a store that has the shop. */
export function promotionRows(world: StoreWorld): PromotionRows {
  const { store } = world;
  const apply = async (document: Document) =>
    void (await store.acceptApply(request(), { documents: [{ document, digest: digestOf(document) }] }));
  const operationOf = async (promotionId: string) => {
    const found = await store.getPromotion(promotionId);
    if (found?.operationId === undefined) throw new Error(`promotion "${promotionId}" has no operation`);
    return { operationId: found.operationId, environmentUid: found.environmentUid };
  };
  const admit = async (promotionId: string, planned: Plan) => {
    const { operationId, environmentUid } = await operationOf(promotionId);
    const step = await world.next(environmentUid);
    if (step.do !== "start" || step.operationId !== operationId)
      throw new Error(`expected ${operationId} to start, got ${JSON.stringify(step)}`);
    const { document, generation, promotion } = await store.admissionBasis(operationId);
    const wanted: Pick<AdmissionWish, "wanted"> =
      promotion?.isContinuation === true ? {} : { wanted: { document, digest: digestOf(document) } };
    const admission = await store.admit(operationId, { plan: planned, basisGeneration: generation, ...wanted });
    if (!admission.isAdmitted) throw new Error(`not admitted: ${admission.reason}`);
    return { operationId, api: admission.componentUids["api"] ?? "" };
  };
  return {
    async pipeline(name, wishes) {
      for (const { environment } of wishes) await world.bringUp(environment);
      const stages = wishes.map((wish): StageSpec => ({
        after: [],
        start: "manual",
        queue: "newest",
        gates: [],
        beforeDeploy: [],
        afterDeploy: [],
        onFailure: { components: "restore" },
        ...wish,
      }));
      const document: PipelineDocument = {
        apiVersion: "holdfast.dev/v1",
        kind: "Pipeline",
        metadata: { project: "shop", name, labels: {} },
        spec: { stages },
      };
      await apply(document);
    },
    release: async (version) =>
      await apply({
        apiVersion: "holdfast.dev/v1",
        kind: "Release",
        metadata: { project: "shop", version, labels: {} },
        spec: { blueprint: "shop@1.0.0", artifacts: { api: { digest: `sha256:${"1".repeat(64)}` } } },
      }),
    async promote(version, environment, more = {}) {
      const wish = { kind: "promote", project: "shop", environment, release: version, why: "", supplied: {}, ...more };
      const { results } = await store.acceptPromote(request(), wish as PromotionWish);
      return results[0]?.promotionId ?? "";
    },
    state: async (id) => (await store.getPromotion(id))?.state,
    pass: async (id) =>
      void (await store.recordLook(id, { gates: [], waits: [], reason: "", decision: { do: "request" } })),
    admit: async (id) => (await admit(id, plan({}))).operationId,
    async carryOut(id, end = "succeed") {
      const { operationId, api } = await admit(id, plan(end === "fail" ? { api: "update" } : {}));
      const failed = end === "fail" ? { [api]: "it broke" } : {};
      return await store.endOperation(operationId, { failed, notStarted: [], wasCancelled: false });
    },
    async woken() {
      const looks = await store.pendingLooks(1_000);
      await store.looksDelivered(looks.map(({ id }) => id));
      return looks.flatMap(({ target }) => (target.kind === "promotion" ? [target.id] : []));
    },
  };
}
