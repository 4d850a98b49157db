import { bindingFacts, liveBindings, planBindings } from "./bindings.ts";
import type { CheckedKind } from "./document-check.ts";
import type { KnownDocuments } from "./known-documents.ts";
import type { PromotionFacts } from "./promotion-facts.ts";
import type { BlueprintDocument, EnvironmentDocument, ReleaseDocument } from "./schema/documents.ts";
import type { JsonObject } from "./schema/json.ts";

/** What a stage's environment is, and what it runs now. */
export interface StageGround {
  readonly environment: EnvironmentDocument;
  readonly release: ReleaseDocument;
  readonly blueprint: BlueprintDocument;
}

/** What stands behind a stage; undefined where something of it is missing, which is said elsewhere. */
export function stageGround(known: KnownDocuments, project: string, name: string): StageGround | undefined {
  const environment = known.environment(project, name);
  const release = environment && known.release(project, environment.spec.release);
  const blueprint = release && known.blueprint(project, release.spec.blueprint);
  return blueprint && { environment, release, blueprint };
}

/** A sample where an address belongs. It reads as one, so that the rest of a config is judged, too. */
const SAMPLE_ADDRESS = "http://sample.invalid";
const SAMPLE_DIGEST = `sha256:${"0".repeat(64)}`;

/** What expressions of gates are tried with: the environment's own parameters and release, and a made-up promotion. */
export function gateBindings(ground: StageGround): JsonObject {
  return { ...planBindings(factsOf(ground)), promotion: samplePromotion(ground) };
}

/** The same for steps, with made-up outputs of components and no secrets. */
export function stepBindings(ground: StageGround, kinds: readonly CheckedKind[]): JsonObject {
  const outputs = Object.entries(ground.blueprint.spec.components).map(([name, component]) => {
    const { outputs: names = [] } = kinds.find(({ kind }) => kind === component.kind) ?? {};
    const samples = names.map((output) => [output, output === "url" ? SAMPLE_ADDRESS : "sample"] as const);
    return [name, Object.fromEntries(samples)] as const;
  });
  const live = { environmentUid: "sample", secrets: {}, outputs: Object.fromEntries(outputs) };
  return { ...liveBindings(factsOf(ground), live), promotion: samplePromotion(ground) };
}

function factsOf({ environment, release, blueprint }: StageGround) {
  return bindingFacts({ environment, blueprint, release: { document: release, digest: SAMPLE_DIGEST } });
}

function samplePromotion({ environment: { metadata, spec } }: StageGround): JsonObject {
  return {
    id: "sample",
    kind: "promote",
    project: metadata.project,
    pipeline: "sample",
    environment: { name: metadata.name, class: spec.class },
    release: { version: spec.release, digest: SAMPLE_DIGEST },
    previousRelease: spec.release,
    attempt: 1,
    reason: "sample",
    actor: "sample",
    plannedChanges: ["sample"],
    requestedAt: 0,
  } satisfies PromotionFacts;
}
