import { criticalPathMs, dropCycles, reverseNeeds, sortByNeeds } from "./graph.ts";
import type { Json } from "./schema/json.ts";
import type { AppliedComponent, Plan, PlannedComponent } from "./schema/plan.ts";
import type { DeletionTimes } from "./plan-changes.ts";

/** What a sleep is planned from. */
export interface SleepInput {
  readonly applied: readonly AppliedComponent[];
  /** Whether a kind can be stopped for a while. */
  readonly canSleep: (kind: string) => boolean;
  readonly times: (component: AppliedComponent) => DeletionTimes;
  /** Digest of a JSON value, the same for equal values. */
  readonly digest: (value: Json) => string;
}

/**
 * The plan that puts an environment to sleep: everything that can be stopped is, what uses it first. What sleeps already,
 * and what cannot, is kept.
 */
export function planSleep({ applied, canSleep, times, digest }: SleepInput): Plan {
  const stops = new Set(
    applied.filter(({ kind, isAsleep }) => isAsleep !== true && canSleep(kind)).map(({ name }) => name),
  );
  // Rows of different generations may need each other in a circle.
  const neededBy = reverseNeeds(dropCycles(applied));
  const usersByName = new Map(neededBy.map(({ name, needs }) => [name, needs.filter((user) => stops.has(user))]));
  const order = sortByNeeds(neededBy);
  const components = applied
    .toSorted((left, right) => order.indexOf(left.name) - order.indexOf(right.name))
    .map((component) => planned(component, { stops, needs: usersByName.get(component.name) ?? [], times }));
  const decided = components
    .map(({ name, kind, action }) => ({ name, kind, action }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return {
    components,
    digest: digest(decided),
    estimateMs: criticalPathMs(components.filter(({ action }) => action !== "keep")),
  };
}

function planned(
  component: AppliedComponent,
  {
    stops,
    needs,
    times,
  }: Pick<SleepInput, "times"> & { readonly stops: ReadonlySet<string>; readonly needs: readonly string[] },
): PlannedComponent {
  const { name, kind, onDelete, isAsleep } = component;
  const shared = { name, kind, changed: [], ...times(component), onDelete };
  if (stops.has(name)) return { ...shared, action: "sleep", reason: "its environment sleeps", needs };
  const reason = isAsleep === true ? "sleeps already" : `nothing of kind ${kind} can be stopped for a while`;
  return { ...shared, action: "keep", reason, needs: [] };
}
