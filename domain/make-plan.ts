import { bindingFacts } from "./bindings.ts";
import { desiredInputs, type InputSources } from "./desired-inputs.ts";
import { componentNeeds } from "./graph.ts";
import {
  type DesiredComponent,
  planChanges,
  planDeletion,
  planRepair,
  planRevert,
  planWake,
  type PlanInput,
  type PlanState,
} from "./plan-changes.ts";
import { movedComponents } from "./moved-components.ts";
import { type KnownLook, type MovedComponent, withUpgrades } from "./plan-upgrades.ts";
import type { VersionedComponent } from "./eks/upgrade-of-look.ts";
import { planSleep } from "./plan-sleep.ts";
import { driverConfig, readReadyWithin } from "./read-ready-within.ts";
import type { BlueprintDocument, EnvironmentDocument, ReleaseDocument } from "./schema/documents.ts";
import type { Json, JsonObject } from "./schema/json.ts";
import type { AppliedComponent, Plan } from "./schema/plan.ts";

/** What a plan needs to know of a component kind. A driver has it. */
export interface PlanKind {
  /** Top-level inputs whose change cannot be made in place. */
  readonly replaceOn: readonly string[];
  /** First guess of how long it takes, milliseconds. References to outputs and secrets are still text in the config. */
  readonly expectedMs: (config: JsonObject) => number;
  /** Default of `readyWithin`, milliseconds. */
  readonly readyWithinMs: number;
  /** Copies its data; absent where the kind holds none. */
  readonly snapshot?: unknown;
  /** Stops it for a while; absent where the kind cannot. */
  readonly sleep?: unknown;
  /** How its version moves; absent where the kind has none. */
  readonly upgrade?: PlanUpgrade;
}

/** What a plan needs to know of a kind whose version moves by steps. */
export interface PlanUpgrade {
  readonly role: VersionedComponent["role"];
  /** First guess of how long one move takes, milliseconds. */
  readonly usualMs: number;
}

/** State and learned durations that a plan starts from, as the store gives them. */
export interface PlanBasis extends PlanState {
  /** Learned durations by component name, milliseconds. */
  readonly expectedMs: Readonly<Record<string, number>>;
  /** Learned durations by kind, milliseconds. */
  readonly expectedMsByKind: Readonly<Record<string, number>>;
  /** What was seen of clusters, by the component that is the cluster; absent for none. */
  readonly looks?: Readonly<Record<string, KnownLook>>;
  /** Learned durations of steps of upgrades, milliseconds, by `stepKey`; absent for none. */
  readonly stepMs?: Readonly<Record<string, number>>;
}

/** The parts of a plan that come from state, kinds and hashing. */
export interface PlanGround {
  readonly basis: PlanBasis;
  /** By the word in `kind:`. */
  readonly kinds: Readonly<Record<string, PlanKind>>;
  /** Digest of a JSON value, the same for equal values (`canonicalJson`, hashed). */
  readonly digest: (value: Json) => string;
}

/** Everything a plan of an environment is made from. */
export interface PlanSources extends PlanGround, Omit<InputSources, "facts" | "digest"> {
  readonly environment: EnvironmentDocument;
  readonly blueprint: BlueprintDocument;
  readonly release: { readonly document: ReleaseDocument; readonly digest: string };
}

/** After this, milliseconds, a deletion has failed, where its kind is not known any more. */
const DELETION_WITHIN_MS = 600_000;
/** How long a thing takes of which nothing is known, milliseconds. */
const UNKNOWN_MS = 5_000;
/** Inputs that say which version a component is to have. */
const VERSION = ["config.version"];

/** For an environment of which nothing exists yet. */
export const emptyBasis: PlanBasis = { applied: [], outputs: {}, expectedMs: {}, expectedMsByKind: {} };

/**
 * The plan that brings an environment to what its documents say. The documents were checked (`checkDocuments`).
 * Components of `replacing` are made anew whatever has changed, for the reason given.
 * @throws OrchestratorError `SECRET_NOT_FOUND`, and what `references` and `evaluate` throw
 */
export async function makePlan(sources: PlanSources, replacing: Readonly<Record<string, string>> = {}): Promise<Plan> {
  const { input, moved } = await readInput(sources);
  return withUpgrades((moving) => planChanges({ ...input, replacing, moving }), {
    moved,
    looks: sources.basis.looks ?? {},
    learnedMs: sources.basis.stepMs ?? {},
    isNodeGroup: (kind) => Object.hasOwn(sources.kinds, kind) && sources.kinds[kind]?.upgrade?.role === "node-group",
  });
}

/** The plan that repairs the components named, see `planRepair`. @throws OrchestratorError as `makePlan` */
export async function makeRepairPlan(sources: PlanSources, names: readonly string[]): Promise<Plan> {
  return planRepair(await planInput(sources), names);
}

/** The plan that puts back drift of the components named, see `planRevert`. @throws OrchestratorError as `makePlan` */
export async function makeRevertPlan(sources: PlanSources, names: readonly string[]): Promise<Plan> {
  return planRevert(await planInput(sources), names);
}

/** The plan that wakes what sleeps, see `planWake`. @throws OrchestratorError as `makePlan` */
export async function makeWakePlan(sources: PlanSources): Promise<Plan> {
  return planWake(await planInput(sources));
}

/** The plan that puts an environment to sleep, see `planSleep`. */
export function makeSleepPlan(ground: PlanGround): Plan {
  const { basis, kinds, digest } = ground;
  const canSleep = (kind: string) => Object.hasOwn(kinds, kind) && kinds[kind]?.sleep !== undefined;
  return planSleep({ applied: basis.applied, canSleep, times: deletionTimes(ground), digest });
}

/** The plan that deletes everything that was applied. */
export function makeDeletionPlan(ground: PlanGround): Plan {
  return planDeletion({ ...ground.basis, digest: ground.digest, deletionTimes: deletionTimes(ground) });
}

async function planInput(sources: PlanSources): Promise<PlanInput> {
  return (await readInput(sources)).input;
}

async function readInput(
  sources: PlanSources,
): Promise<{ readonly input: PlanInput; readonly moved: readonly MovedComponent[] }> {
  const facts = bindingFacts(sources);
  const desired: (DesiredComponent & { readonly config: JsonObject })[] = [];
  for (const name of Object.keys(sources.blueprint.spec.components)) {
    desired.push(await desiredComponent(name, { ...sources, facts }));
  }
  const moved = movedComponents(desired, (kind) =>
    Object.hasOwn(sources.kinds, kind) ? sources.kinds[kind] : undefined,
  );
  const byName = new Set(moved.map(({ name }) => name));
  return {
    moved,
    input: {
      ...sources.basis,
      desired: desired.map(({ config: _config, ...one }) =>
        byName.has(one.name) ? { ...one, upgradeOn: VERSION } : one,
      ),
      digest: sources.digest,
      deletionTimes: deletionTimes(sources),
    },
  };
}

async function desiredComponent(
  name: string,
  sources: PlanSources & InputSources,
): Promise<DesiredComponent & { readonly config: JsonObject }> {
  const { blueprint, environment, release, kinds } = sources;
  const spec = blueprint.spec.components[name];
  if (spec === undefined) throw new Error(`the blueprint has no component "${name}"`);
  const artifactDigest =
    spec.artifact === undefined ? undefined : release.document.spec.artifacts[spec.artifact]?.digest;
  const restoreFrom = environment.spec.restoreFrom[name];
  const inputs = await desiredInputs(
    {
      config: spec.config,
      ...(artifactDigest === undefined ? {} : { artifactDigest }),
      ...(restoreFrom === undefined ? {} : { restoreFrom }),
    },
    sources,
  );
  const kind = Object.hasOwn(kinds, spec.kind) ? kinds[spec.kind] : undefined;
  return {
    name,
    kind: spec.kind,
    digests: inputs.digests,
    references: inputs.references,
    needs: componentNeeds(spec.after, inputs.references),
    replaceOn: kind?.replaceOn ?? [],
    expectedMs:
      learnedMs(sources.basis, name, spec.kind) ?? kind?.expectedMs(driverConfig(inputs.config)) ?? UNKNOWN_MS,
    readyWithinMs: readReadyWithin(inputs.config, kind?.readyWithinMs ?? DELETION_WITHIN_MS),
    onDelete: spec.onDelete,
    config: inputs.config,
  };
}

function deletionTimes({
  basis,
  kinds,
}: PlanGround): (component: AppliedComponent) => { readonly expectedMs: number; readonly readyWithinMs: number } {
  return ({ name, kind }) => ({
    expectedMs: learnedMs(basis, name, kind) ?? UNKNOWN_MS,
    readyWithinMs: (Object.hasOwn(kinds, kind) ? kinds[kind]?.readyWithinMs : undefined) ?? DELETION_WITHIN_MS,
  });
}

function learnedMs(basis: PlanBasis, name: string, kind: string): number | undefined {
  if (Object.hasOwn(basis.expectedMs, name)) return basis.expectedMs[name];
  return Object.hasOwn(basis.expectedMsByKind, kind) ? basis.expectedMsByKind[kind] : undefined;
}
