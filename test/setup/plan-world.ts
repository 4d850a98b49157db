import { createHash } from "node:crypto";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { bindingFacts } from "../../domain/bindings.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { desiredInputs, type KnownOutput, outputDigests } from "../../domain/desired-inputs.ts";
import { componentNeeds } from "../../domain/graph.ts";
import { emptyBasis, type PlanBasis, type PlanSources } from "../../domain/make-plan.ts";
import type {
  BlueprintDocument,
  ComponentSpec,
  EnvironmentDocument,
  ReleaseDocument,
} from "../../domain/schema/documents.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import type { AppliedComponent, Plan } from "../../domain/schema/plan.ts";

const expressions = celExpressions();
/** Digest of a JSON value. */
export const digest = (value: Json) => createHash("sha256").update(canonicalJson(value)).digest("hex");

/** A component of kind service, with other parts. */
export const component = (spec: Partial<ComponentSpec>): ComponentSpec => ({
  kind: "service",
  config: {},
  after: [],
  onDelete: "delete",
  ...spec,
});
/** The components of the blueprint: database, api, web by reference, cron by `after`. */
export const shop: Readonly<Record<string, ComponentSpec>> = {
  database: component({ kind: "postgres", config: { database: "shop" }, onDelete: "snapshot" }),
  api: component({
    artifact: "api",
    config: {
      command: ["node"],
      environment: {
        URL: "${components.database.outputs.url}",
        GREETING: "${parameters.greeting}",
        KEY: "${secrets.key}",
      },
      readyWithin: "${parameters.limit}",
    },
  }),
  web: component({
    artifact: "web",
    config: { command: ["node"], environment: { API: "${components.api.outputs.url}" } },
  }),
  cron: component({ artifact: "web", after: ["web"], config: { command: ["cron"] } }),
};
/** Outputs of the shop when everything stands. */
export const OUTPUTS: Readonly<Record<string, readonly KnownOutput[]>> = {
  database: [{ name: "url", isSecret: true, keyedHash: "h1" }],
  api: [{ name: "url", isSecret: false, value: "http://127.0.0.1:20000" }],
  web: [{ name: "url", isSecret: false, value: "http://127.0.0.1:20001" }],
};

/** What differs from the shop as it was first applied. */
export interface World {
  readonly components?: Readonly<Record<string, ComponentSpec>>;
  readonly parameters?: JsonObject;
  readonly artifacts?: Readonly<Record<string, string>>;
  readonly version?: string;
  readonly secretVersion?: string;
  readonly restoreFrom?: Readonly<Record<string, string>>;
  readonly basis?: PlanBasis;
}

/** Everything a plan is made from. */
export function sources(world: World): PlanSources {
  const blueprint: BlueprintDocument = {
    apiVersion: "holdfast.dev/v1",
    kind: "Blueprint",
    metadata: { project: "shop", name: "shop", version: "1.0.0", labels: {} },
    spec: {
      parameters: { greeting: { type: "string", default: "Hello" }, limit: { type: "string", default: "30s" } },
      components: world.components ?? shop,
    },
  };
  const artifacts = Object.entries(world.artifacts ?? { api: "a1", web: "w1" }).map(
    ([name, one]) => [name, { digest: one }] as const,
  );
  const release: ReleaseDocument = {
    apiVersion: "holdfast.dev/v1",
    kind: "Release",
    metadata: { project: "shop", version: world.version ?? "1.0.0", labels: {} },
    spec: { blueprint: "shop@1.0.0", artifacts: Object.fromEntries(artifacts) },
  };
  const environment: EnvironmentDocument = {
    apiVersion: "holdfast.dev/v1",
    kind: "Environment",
    metadata: { project: "shop", name: "shop-dev", labels: {} },
    spec: {
      class: "dev",
      cell: "local",
      release: "1.0.0",
      parameters: world.parameters ?? {},
      restoreFrom: world.restoreFrom ?? {},
    },
  };
  return {
    environment,
    blueprint,
    release: { document: release, digest: "r1" },
    basis: world.basis ?? emptyBasis,
    kinds: {
      service: { replaceOn: ["config.port"], expectedMs: () => 1_000, readyWithinMs: 60_000 },
      postgres: { replaceOn: ["config.database"], expectedMs: () => 2_000, readyWithinMs: 90_000 },
    },
    references: expressions.references,
    evaluate: expressions.evaluate,
    secretVersion: async (name) => await Promise.resolve(name === "key" ? (world.secretVersion ?? "v1") : undefined),
    digest,
  };
}

/** What converge records when everything in a world has become ready. */
export async function applied(world: World, outputs = OUTPUTS): Promise<readonly AppliedComponent[]> {
  const from = sources(world);
  const facts = bindingFacts(from);
  const rows: AppliedComponent[] = [];
  for (const [name, spec] of Object.entries(from.blueprint.spec.components)) {
    const artifactDigest =
      spec.artifact === undefined
        ? {}
        : { artifactDigest: from.release.document.spec.artifacts[spec.artifact]?.digest ?? "" };
    const inputs = await desiredInputs({ config: spec.config, ...artifactDigest }, { ...from, facts });
    const inputDigests = { ...inputs.digests, ...outputDigests(inputs.references, outputs, digest) };
    rows.push({
      name,
      kind: spec.kind,
      inputDigests,
      isReady: true,
      needs: componentNeeds(spec.after, inputs.references),
      onDelete: spec.onDelete,
    });
  }
  return rows;
}

/** The state in which everything of a world stands. */
export const standing = async (world: World = {}): Promise<PlanBasis> => ({
  ...emptyBasis,
  applied: await applied(world),
  outputs: OUTPUTS,
});
/** What a plan does, by component. */
export const actions = ({ components }: Plan) =>
  Object.fromEntries(components.map(({ name, action }) => [name, action]));
/** One component of a plan. */
export const find = (plan: Plan, name: string) => plan.components.find((one) => one.name === name);
