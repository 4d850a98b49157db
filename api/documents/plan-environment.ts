import type { Expressions } from "../../adapters/expressions/port.ts";
import type { SecretVersions } from "../../adapters/secrets/port.ts";
import type { Catalog, StoreOfApi } from "../../adapters/store/port.ts";
import { secretReferences } from "../../domain/desired-inputs.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { emptyBasis, makePlan, type PlanKind } from "../../domain/make-plan.ts";
import type {
  BlueprintDocument,
  Document,
  EnvironmentDocument,
  ReleaseDocument,
} from "../../domain/schema/documents.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { digestDocument, digestEnvironment } from "../../domain/digest-document.ts";

/** What plans are made with. */
export interface PlanDeps {
  readonly store: Pick<StoreOfApi, "planBasis">;
  readonly expressions: Expressions;
  readonly secrets: SecretVersions;
  readonly kinds: readonly (PlanKind & { readonly kind: string })[];
  /** Digest of a JSON value, the same as the workers make it: admission compares. */
  readonly digest: (value: Json) => string;
}

/** What an environment's document comes with, in the same file or stored. */
export interface Surroundings {
  readonly documents: readonly Document[];
  readonly catalog: Catalog;
}

/** The plan that brings one environment to what its document says, and the digest of what it says. */
export async function planEnvironment(
  deps: PlanDeps,
  environment: EnvironmentDocument,
  found: Surroundings,
): Promise<{ readonly plan: Plan; readonly digest: string }> {
  const { project, name } = environment.metadata;
  const { release, blueprint } = findRelease(environment, found);
  const basis = await deps.store.planBasis(project, name);
  const plan = await makePlan({
    environment,
    blueprint,
    release: { document: release, digest: digestDocument(release, deps.digest) },
    basis: basis ?? emptyBasis,
    kinds: Object.fromEntries(deps.kinds.map((kind) => [kind.kind, kind])),
    digest: deps.digest,
    references: (expression) => deps.expressions.references(expression),
    evaluate: (expression, bindings) => deps.expressions.evaluate(expression, bindings),
    secretVersion: (secret) => deps.secrets.version(project, secret, environment.spec.cell),
  });
  refuseOtherKinds(plan, environment);
  return {
    plan,
    digest: digestEnvironment(environment, await secretVersions(deps, { blueprint, environment }), deps.digest),
  };
}

/** @throws OrchestratorError `COMPONENT_KIND_CHANGED` when a component is to become another kind under its name */
function refuseOtherKinds({ components }: Plan, { metadata }: EnvironmentDocument): void {
  const other = components.find(({ changed }) => changed.includes("kind"));
  if (other === undefined) return;
  const message = `component "${other.name}" of ${metadata.project}/${metadata.name}: ${other.reason}`;
  throw new OrchestratorError("COMPONENT_KIND_CHANGED", message, { details: { component: other.name } });
}

async function secretVersions(
  { expressions, secrets }: PlanDeps,
  { blueprint, environment }: { readonly blueprint: BlueprintDocument; readonly environment: EnvironmentDocument },
): Promise<Readonly<Record<string, string>>> {
  const configs = Object.values(blueprint.spec.components).map((component) => component.config);
  const names = new Set(
    configs.flatMap((config) => secretReferences(config, (expression) => expressions.references(expression))),
  );
  const versions: Record<string, string> = {};
  for (const name of names) {
    const version = await secrets.version(blueprint.metadata.project, name, environment.spec.cell);
    if (version !== undefined) versions[name] = version;
  }
  return versions;
}

function findRelease(
  environment: EnvironmentDocument,
  { documents, catalog }: Surroundings,
): { readonly release: ReleaseDocument; readonly blueprint: BlueprintDocument } {
  const { project } = environment.metadata;
  const releases = [
    ...documents.filter((one) => one.kind === "Release"),
    ...catalog.releases.map((one) => one.document),
  ];
  const blueprints = [
    ...documents.filter((one) => one.kind === "Blueprint"),
    ...catalog.blueprints.map((one) => one.document),
  ];
  const release = releases.find(
    ({ metadata }) => metadata.project === project && metadata.version === environment.spec.release,
  );
  if (release === undefined) throw unknown("release", environment.spec.release, project);
  const reference = release.spec.blueprint;
  const blueprint = blueprints.find(
    ({ metadata }) => metadata.project === project && `${metadata.name}@${metadata.version}` === reference,
  );
  if (blueprint === undefined) throw unknown("blueprint", reference, project);
  return { release, blueprint };
}

function unknown(what: string, name: string, project: string): OrchestratorError {
  return new OrchestratorError(
    "REFERENCE_UNKNOWN",
    `project ${JSON.stringify(project)} has no ${what} ${JSON.stringify(name)}`,
  );
}
