import { outputDigests, referenceKey, type KnownOutput } from "./desired-inputs.ts";
import { criticalPathMs, dropCycles, reverseNeeds, sortByNeeds } from "./graph.ts";
import type { ComponentReference } from "./schema/expression.ts";
import type { Json } from "./schema/json.ts";
import type { OnDelete, PlanAction } from "./schema/phases.ts";
import type { AppliedComponent, Plan, PlannedComponent } from "./schema/plan.ts";

/** A component as the documents want it. */
export interface DesiredComponent {
  readonly name: string;
  readonly kind: string;
  /** As `desiredInputs` gives them. */
  readonly digests: Readonly<Record<string, string>>;
  /** Outputs of other components that it refers to. */
  readonly references: readonly ComponentReference[];
  /** References and `after`, see `componentNeeds`. */
  readonly needs: readonly string[];
  /** Top-level inputs whose change cannot be made in place. */
  readonly replaceOn: readonly string[];
  /** Top-level inputs whose change moves a version; empty where none does. */
  readonly upgradeOn?: readonly string[];
  readonly expectedMs: number;
  readonly readyWithinMs: number;
  readonly onDelete: OnDelete;
}

/** What a plan starts from. */
export interface PlanState {
  /**
   * Every component row that is not gone. One that never became ready has no input digests and is not ready; what it
   * may have left behind is deleted like any other when it is no longer wanted.
   */
  readonly applied: readonly AppliedComponent[];
  /** Outputs of components that are ready, or sleep, by component. */
  readonly outputs: Readonly<Record<string, readonly KnownOutput[]>>;
}

/** How long a deletion takes, milliseconds, by component. */
export interface DeletionTimes {
  readonly expectedMs: number;
  readonly readyWithinMs: number;
}

/** Everything a plan is decided from. */
export interface PlanInput extends PlanState {
  readonly desired: readonly DesiredComponent[];
  readonly deletionTimes: (component: AppliedComponent) => DeletionTimes;
  /** Digest of a JSON value, the same for equal values. */
  readonly digest: (value: Json) => string;
  /** Components that are made anew although nothing of theirs has changed, with the reason; absent for none. */
  readonly replacing?: Readonly<Record<string, string>>;
  /** Components that are upgraded although nothing of theirs has changed, with the reason; absent for none. */
  readonly moving?: Readonly<Record<string, string>>;
}

interface Decision {
  readonly action: PlanAction;
  readonly reason: string;
  readonly changed: readonly string[];
}

/**
 * Decides what brings an environment from what was applied to what is desired. The desired graph has no cycle.
 *
 * New: create. An input differs: update, upgrade where a version moves, or replace where it cannot be changed in place. Not ready: update. An output
 * that it refers to is another one than when it was applied: update. Something it refers to runs: may change. Else
 * keep. No longer desired: delete, after everything that needed it when it was applied.
 *
 * What sleeps is woken by the way. The digest is that of the plan that the same would be awake: what people were shown
 * stays what they were shown, whenever it runs.
 *
 * Components come in an order in which each follows its needs, deletions last.
 */
export function planChanges(input: PlanInput): Plan {
  const plan = planAsItStands(input);
  if (!input.applied.some(({ isAsleep }) => isAsleep)) return plan;
  const awake = input.applied.map(({ isAsleep, ...component }) =>
    isAsleep ? { ...component, isReady: true } : component,
  );
  return { ...plan, digest: planAsItStands({ ...input, applied: awake }).digest };
}

function planAsItStands(input: PlanInput): Plan {
  const appliedByName = new Map(input.applied.map((component) => [component.name, component]));
  const desiredByName = new Map(input.desired.map((component) => [component.name, component]));
  const decisions = new Map<string, Decision>();
  for (const name of sortByNeeds(input.desired)) {
    const desired = desiredByName.get(name);
    if (desired !== undefined)
      decisions.set(name, decide(desired, { applied: appliedByName.get(name), decisions, input }));
  }
  return assemblePlan(input, decisions, "no longer in the blueprint");
}

/**
 * The plan of a repair: the components named are repaired, and what refers to their outputs, directly or through
 * others, runs after them as `may change`. Names that are not desired are left out. Everything else is kept.
 */
export function planRepair(input: PlanInput, names: readonly string[]): Plan {
  return planOnly(input, names, { action: "repair", reason: "died", changed: [] });
}

/** The plan of a revert: as `planRepair`, for components whose drift is put back. */
export function planRevert(input: PlanInput, names: readonly string[]): Plan {
  return planOnly(input, names, { action: "revert", reason: "differs from what was applied", changed: [] });
}

/** The plan of a wake: as `planRepair`, for components that sleep, and those that failed on their way to it or from it. */
export function planWake(input: PlanInput): Plan {
  const names = input.applied.filter(({ isAsleep, isHalfAsleep }) => isAsleep || isHalfAsleep).map(({ name }) => name);
  return planOnly(input, names, slept);
}

/** The plan that decides the same about the components named, and runs besides only what uses their outputs. */
function planOnly(input: PlanInput, names: readonly string[], decision: Decision): Plan {
  const named = new Set(names);
  const decisions = new Map<string, Decision>();
  const desiredByName = new Map(input.desired.map((component) => [component.name, component]));
  for (const name of sortByNeeds(input.desired)) {
    const running = runningReferences(desiredByName.get(name)?.references ?? [], decisions);
    if (named.has(name)) decisions.set(name, decision);
    else decisions.set(name, running.length === 0 ? kept : mayChange(running));
  }
  const applied = input.applied.filter((component) => desiredByName.has(component.name));
  return assemblePlan({ ...input, applied }, decisions, "");
}

/** The plan that deletes everything applied, in reverse order of what needed what. */
export function planDeletion(input: Omit<PlanInput, "desired">): Plan {
  return assemblePlan({ ...input, desired: [] }, new Map(), "the environment is deleted");
}

/** The plan that touches nothing and leaves everything, for an environment that stops being managed. */
export function planNothing(digest: (value: Json) => string): Plan {
  return { components: [], digest: digest([]), estimateMs: 0 };
}

const slept: Decision = { action: "wake", reason: "slept", changed: [] };
const kept: Decision = { action: "keep", reason: "as desired", changed: [] };

function decide(
  desired: DesiredComponent,
  {
    applied,
    decisions,
    input,
  }: {
    readonly applied: AppliedComponent | undefined;
    readonly decisions: ReadonlyMap<string, Decision>;
    readonly input: PlanInput;
  },
): Decision {
  if (applied === undefined) return { action: "create", reason: "new", changed: [] };
  const replacing = input.replacing ?? {};
  const anew = Object.hasOwn(replacing, desired.name) ? replacing[desired.name] : undefined;
  if (anew !== undefined) return { action: "replace", reason: anew, changed: ["restoreFrom"] };
  if (applied.kind !== desired.kind)
    return { action: "replace", reason: `kind changed from ${applied.kind} to ${desired.kind}`, changed: ["kind"] };
  if (!applied.isReady && Object.keys(applied.inputDigests).length === 0)
    return { action: "create", reason: "was never ready", changed: [] };
  const changed = changedInputs(desired.digests, applied.inputDigests);
  const fixed = changed.filter((name) => desired.replaceOn.includes(name));
  if (fixed.length > 0)
    return { action: "replace", reason: `${listed(fixed)} changed, which cannot be changed in place`, changed };
  const isMoved = changed.some((name) => desired.upgradeOn?.includes(name));
  if (changed.length > 0)
    return { action: isMoved ? "upgrade" : "update", reason: `${listed(changed)} changed`, changed };
  const moves = input.moving ?? {};
  const moving = Object.hasOwn(moves, desired.name) ? moves[desired.name] : undefined;
  if (moving !== undefined) return { action: "upgrade", reason: moving, changed: [] };
  if (applied.isAsleep) return slept;
  if (!applied.isReady) return { action: "update", reason: "not ready", changed: [] };
  return decideByOutputs(desired, { applied, decisions, input });
}

/** Nothing of its own has changed: do others give it something else? */
function decideByOutputs(
  desired: DesiredComponent,
  {
    applied,
    decisions,
    input,
  }: {
    readonly applied: AppliedComponent;
    readonly decisions: ReadonlyMap<string, Decision>;
    readonly input: PlanInput;
  },
): Decision {
  const running = runningReferences(desired.references, decisions);
  const settled = desired.references.filter((reference) => !running.includes(reference.name));
  const current = outputDigests(settled, input.outputs, input.digest);
  const isOther = (reference: ComponentReference) => {
    const [now, then] = [current[referenceKey(reference)], applied.inputDigests[referenceKey(reference)]];
    return now !== undefined && then !== undefined && now !== then;
  };
  const others = settled.filter(isOther);
  if (others.length > 0)
    return {
      action: "update",
      reason: `${listed(names(others))} gave other outputs`,
      changed: others.map(referenceKey),
    };
  // What it was applied with is not known, or what it would get: only its turn can tell.
  const unknown = settled.filter(
    (reference) =>
      current[referenceKey(reference)] === undefined || applied.inputDigests[referenceKey(reference)] === undefined,
  );
  const uncertain = [...new Set([...running, ...names(unknown)])].toSorted();
  if (uncertain.length > 0) return mayChange(uncertain);
  const onlyAtCreation = desired.digests["restoreFrom"] !== applied.inputDigests["restoreFrom"];
  return onlyAtCreation ? { ...kept, reason: "restoreFrom counts only when it is created" } : kept;
}

function mayChange(causes: readonly string[]): Decision {
  return { action: "may change", reason: `${listed(causes)} may give other outputs`, changed: [] };
}

/** Names of what is referred to and runs, sorted. */
function runningReferences(
  references: readonly ComponentReference[],
  decisions: ReadonlyMap<string, Decision>,
): readonly string[] {
  const runs = (name: string) => (decisions.get(name)?.action ?? "keep") !== "keep";
  return names(references).filter(runs);
}

function names(references: readonly ComponentReference[]): readonly string[] {
  return [...new Set(references.map((reference) => reference.name))].toSorted();
}

/** Top-level inputs that were added, changed or taken away, sorted. Outputs of others and `restoreFrom` are not among them. */
function changedInputs(
  desired: Readonly<Record<string, string>>,
  applied: Readonly<Record<string, string>>,
): readonly string[] {
  const isOwn = (name: string) => name !== "restoreFrom" && !name.startsWith("components.");
  const all = [...new Set([...Object.keys(desired), ...Object.keys(applied)])].filter(isOwn);
  return all.filter((name) => desired[name] !== applied[name]).toSorted();
}

function listed(all: readonly string[]): string {
  const shown = all.slice(0, 4).join(", ");
  return all.length > 4 ? `${shown} and ${all.length - 4} more` : shown;
}

function assemblePlan(input: PlanInput, decisions: ReadonlyMap<string, Decision>, deletionReason: string): Plan {
  const runs = (name: string) => (decisions.get(name)?.action ?? "keep") !== "keep";
  const staying = input.desired.map((desired): PlannedComponent => {
    const { name, kind, expectedMs, readyWithinMs, onDelete } = desired;
    const needs = runs(name) ? desired.needs.filter(runs) : [];
    return { name, kind, ...(decisions.get(name) ?? kept), needs, expectedMs, readyWithinMs, onDelete };
  });
  const leaving = plannedDeletions(input, { runs, reason: deletionReason });
  const order = new Map(sortByNeeds(orderNodes(input.desired, leaving)).map((name, position) => [name, position]));
  const byOrder = (left: PlannedComponent, right: PlannedComponent) =>
    (order.get(left.name) ?? 0) - (order.get(right.name) ?? 0);
  const components = [...staying.toSorted(byOrder), ...leaving.toSorted(byOrder)];
  const inputs = new Map(input.desired.map((desired) => [desired.name, desired.digests]));
  const decided = components
    .map(({ name, kind, action, changed }) => ({ name, kind, action, changed, inputs: inputs.get(name) ?? {} }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const running = components.filter((component) => component.action !== "keep");
  return { components, digest: input.digest(decided), estimateMs: criticalPathMs(running) };
}

/** A deletion waits for everything that needed the component when it was applied and runs in this plan. */
function plannedDeletions(
  input: PlanInput,
  { runs, reason }: { readonly runs: (name: string) => boolean; readonly reason: string },
): readonly PlannedComponent[] {
  const desired = new Set(input.desired.map((component) => component.name));
  const leaving = input.applied.filter((component) => !desired.has(component.name));
  if (leaving.length === 0) return [];
  const leavingNames = new Set(leaving.map((component) => component.name));
  // Rows of different generations may need each other in a circle; among deletions the circle is cut.
  const nodes = dropCycles(leaving).concat(
    input.applied.filter((component) => desired.has(component.name) && runs(component.name)),
  );
  const neededBy = new Map(
    reverseNeeds(nodes.map(({ name, needs }) => ({ name, needs: needs.filter((need) => leavingNames.has(need)) }))).map(
      (node) => [node.name, node.needs],
    ),
  );
  return leaving.map((component): PlannedComponent => {
    const { name, kind, onDelete } = component;
    return {
      name,
      kind,
      action: "delete",
      needs: neededBy.get(name) ?? [],
      reason,
      changed: [],
      ...input.deletionTimes(component),
      onDelete,
    };
  });
}

function orderNodes(
  desired: readonly DesiredComponent[],
  leaving: readonly PlannedComponent[],
): readonly { readonly name: string; readonly needs: readonly string[] }[] {
  return [...desired, ...leaving];
}
