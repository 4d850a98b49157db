import { randomUUID } from "node:crypto";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { PromotionDecision, PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import type { PromotionWish } from "../../adapters/store/promotions-port.ts";
import type { AcceptedResult, RequestIdentity } from "../../adapters/store/requests-port.ts";
import type { Installation } from "./installation.ts";
import type { SimulatedSpec } from "./simulated-documents.ts";
import { unique } from "./temporal.ts";

/** A stage as a test writes it; the environment's name is made from the project's. */
export interface StageWish {
  readonly name: string;
  readonly class?: "dev" | "staging" | "prod";
  readonly after?: readonly string[];
  readonly start?: "automatic" | "manual";
  readonly queue?: "newest" | "each";
  readonly gates?: readonly object[];
  readonly beforeDeploy?: readonly object[];
  readonly afterDeploy?: readonly object[];
  readonly onFailure?: object;
  readonly onDelete?: object;
}

/** A project with a pipeline, whose environments run release 1.0.0 of simulated components. */
export interface PromotionWorld {
  readonly project: string;
  /** Name of the environment of a stage. */
  readonly environment: (stage: string) => string;
  /** Applies a pipeline of these stages. */
  readonly pipeline: (stages: readonly StageWish[]) => Promise<void>;
  /** Stores a release; its components are those of 1.0.0 with these changes. */
  readonly release: (version: string, components?: Readonly<Record<string, SimulatedSpec>>) => Promise<void>;
  /** Asks for a promotion and answers its id. */
  readonly promote: (version: string, stage: string, more?: Partial<PromotionWish>) => Promise<string>;
  /** Decides about a held promotion. */
  readonly decide: (id: string, choice: PromotionDecision["choice"], reason?: string) => Promise<void>;
  readonly cancel: (id: string) => Promise<void>;
  /** Waits until a promotion is in one of these states, and answers it. */
  readonly until: (id: string, ...states: readonly string[]) => Promise<PromotionDetail>;
  /** The promotion of a release into a stage, once there is one; the newest. */
  readonly promotionOf: (version: string, stage: string) => Promise<PromotionDetail>;
  /** What an environment is to run and how it stands. */
  readonly stands: (
    stage: string,
  ) => Promise<{ readonly release: string; readonly phase: string; readonly uid: string }>;
  /** Applies an environment's document with these parameters. */
  readonly applyParameters: (stage: string, size: string) => Promise<AcceptedResult>;
}

const BASE: Readonly<Record<string, SimulatedSpec>> = {
  database: {},
  api: { properties: { database: "${components.database.outputs.url}", size: "${parameters.size}" } },
  web: { properties: { api: "${components.api.outputs.url}" } },
};
const LIMIT_MS = 40_000;

/** A request of its own, by the test. */
export function request(): RequestIdentity {
  return { key: randomUUID(), digest: "", actor: { kind: "person", name: "tester" }, traceId: "" };
}

/** Makes a project, its release 1.0.0 and an environment for each stage, and waits until all of them are ready. */
export async function promotionWorld(holdfast: Installation, stages: readonly StageWish[]): Promise<PromotionWorld> {
  const project = unique("line");
  const environment = (stage: string) => `${project}-${stage}`;
  const classOf = ({ name, class: wanted }: StageWish) =>
    wanted ?? (["dev", "staging", "prod"].includes(name) ? name : "dev");
  const environmentDocument = (stage: StageWish, size: string) => ({
    kind: "Environment",
    metadata: { project, name: environment(stage.name) },
    spec: { class: classOf(stage), cell: "local", release: "1.0.0", parameters: { size } },
  });
  const pipelineDocument = (wanted: readonly StageWish[]) => ({
    kind: "Pipeline",
    metadata: { project, name: "line" },
    spec: {
      stages: wanted.map((stage) => ({
        ...stage,
        name: undefined,
        class: undefined,
        environment: environment(stage.name),
        after: (stage.after ?? []).map(environment),
      })),
    },
  });
  const send = async (...documents: readonly object[]) => {
    const text = documents.map((one) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...one })).join("\n---\n");
    return await holdfast.apply(text);
  };
  const stageNamed = (name: string) => stages.find((stage) => stage.name === name) ?? { name };
  const detail = async (id: string) => await holdfast.store.getPromotion(id);
  const until = async (id: string, ...states: readonly string[]) => {
    let found: PromotionDetail | undefined;
    await waitUntil(
      async () => {
        found = await detail(id);
        return found !== undefined && states.includes(found.state);
      },
      { what: `promotion ${id} is ${states.join(" or ")}`, limitMs: LIMIT_MS, everyMs: 50 },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it is ${JSON.stringify(found)}`);
    });
    if (found === undefined) throw new Error(`there is no promotion ${id}`);
    return found;
  };
  const release = async (version: string, components: Readonly<Record<string, SimulatedSpec>> = {}) => {
    await send(
      {
        kind: "Blueprint",
        metadata: { project, name: "app", version },
        spec: blueprintSpec({ ...BASE, ...components }),
      },
      { kind: "Release", metadata: { project, version }, spec: { blueprint: `app@${version}`, artifacts: {} } },
    );
  };
  await send(
    { kind: "Project", metadata: { name: project }, spec: {} },
    { kind: "Blueprint", metadata: { project, name: "app", version: "1.0.0" }, spec: blueprintSpec(BASE) },
    { kind: "Release", metadata: { project, version: "1.0.0" }, spec: { blueprint: "app@1.0.0", artifacts: {} } },
  );
  const { results } = await send(...stages.map((stage) => environmentDocument(stage, "small")));
  for (const { operationId } of results) if (operationId !== undefined) await holdfast.ended(operationId);
  await send(pipelineDocument(stages));
  return {
    project,
    environment,
    release,
    until,
    pipeline: async (wanted) => void (await send(pipelineDocument(wanted))),
    promote: async (version, stage, more = {}) => {
      const wish = {
        kind: "promote",
        project,
        environment: environment(stage),
        release: version,
        why: "",
        supplied: {},
        ...more,
      } as const;
      const { results } = await holdfast.store.acceptPromote(request(), wish);
      return results[0]?.promotionId ?? "";
    },
    decide: async (id, choice, reason = "") =>
      void (await holdfast.store.acceptDecision(request(), id, { choice, reason })),
    cancel: async (id) => void (await holdfast.store.acceptCancelPromotion(request(), id)),
    promotionOf: async (version, stage) => {
      const filter = { project, environment: environment(stage), release: version, limit: 1 };
      let id: string | undefined;
      await waitUntil(
        async () => {
          id = (await holdfast.store.listPromotions(filter)).items[0]?.id;
          return id !== undefined;
        },
        { what: `there is a promotion of ${version} into ${stage}`, limitMs: LIMIT_MS, everyMs: 50 },
      );
      const found = await detail(id ?? "");
      if (found === undefined) throw new Error(`there is no promotion ${id}`);
      return found;
    },
    stands: async (stage) => {
      const view = await holdfast.store.getEnvironment(environment(stage), project);
      return { release: view?.document.spec.release ?? "", phase: view?.phase ?? "", uid: view?.uid ?? "" };
    },
    applyParameters: async (stage, size) => {
      const {
        results: [result],
      } = await send(environmentDocument(stageNamed(stage), size));
      if (result === undefined) throw new Error("nothing was applied");
      return result as AcceptedResult;
    },
  };
}

function blueprintSpec(components: Readonly<Record<string, SimulatedSpec>>) {
  const specs = Object.entries(components).map(
    ([name, { seconds = 1, type = name, after = [], properties = {}, onDelete = "delete" }]) =>
      [
        name,
        { kind: "simulated", config: { type, seconds, properties, readyWithin: "60s" }, after, onDelete },
      ] as const,
  );
  return { parameters: { size: { type: "string" } }, components: Object.fromEntries(specs) };
}
