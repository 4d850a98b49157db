import type { BlueprintDocument, EnvironmentDocument, ReleaseDocument } from "./schema/documents.ts";
import type { Json, JsonObject } from "./schema/json.ts";

/** What expressions may refer to, besides other components' outputs and secrets. */
export interface BindingFacts {
  readonly environment: {
    readonly name: string;
    readonly project: string;
    readonly class: string;
    readonly cell: string;
  };
  readonly release: {
    readonly version: string;
    readonly digest: string;
    /** `name@version`. */
    readonly blueprint: string;
    readonly artifacts: Readonly<Record<string, { readonly digest: string }>>;
  };
  /** With defaults filled in, see `fillParameters`. */
  readonly parameters: JsonObject;
}

/** What is known only where a component converges. */
export interface LiveValues {
  readonly environmentUid: string;
  /** Values by name. Never log what was made from them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Outputs by component, then by name. */
  readonly outputs: Readonly<Record<string, JsonObject>>;
}

/** Stands for the uid in plans: it never changes while an environment lives, and a plan may come before it. */
const UID_IN_PLANS = "uid";

/** The facts that three documents give. */
export function bindingFacts(documents: {
  readonly environment: EnvironmentDocument;
  readonly blueprint: BlueprintDocument;
  readonly release: { readonly document: ReleaseDocument; readonly digest: string };
}): BindingFacts {
  const { environment, blueprint, release } = documents;
  const { metadata, spec } = environment;
  return {
    environment: { name: metadata.name, project: metadata.project, class: spec.class, cell: spec.cell },
    release: {
      version: release.document.metadata.version,
      digest: release.digest,
      blueprint: release.document.spec.blueprint,
      artifacts: release.document.spec.artifacts,
    },
    parameters: fillParameters(blueprint, spec.parameters),
  };
}

/** The parameters given, and the blueprint's defaults for those that are not. */
export function fillParameters(blueprint: BlueprintDocument, given: JsonObject): JsonObject {
  const filled: Record<string, Json> = { ...given };
  for (const [name, schema] of Object.entries(blueprint.spec.parameters)) {
    if (!Object.hasOwn(filled, name) && schema.default !== undefined) filled[name] = schema.default;
  }
  return filled;
}

/** What an expression is evaluated with where a component converges. */
export function liveBindings(facts: BindingFacts, live: LiveValues): JsonObject {
  const components = Object.entries(live.outputs).map(([name, outputs]) => [name, { outputs }] as const);
  return {
    parameters: facts.parameters,
    environment: { ...facts.environment, uid: live.environmentUid },
    release: facts.release,
    secrets: live.secrets,
    components: Object.fromEntries(components),
  };
}

/**
 * What an expression is evaluated with in a plan and for input digests. It has no secrets and no outputs: what refers
 * to them is compared by its text, the secrets' versions and the outputs' digests, see `desiredInputs`.
 */
export function planBindings(facts: BindingFacts): JsonObject {
  return {
    parameters: facts.parameters,
    environment: { ...facts.environment, uid: UID_IN_PLANS },
    release: facts.release,
  };
}
