import type { StageSpec, StepSpec } from "./schema/documents.ts";
import type { StepTime } from "./schema/phases.ts";
import { named } from "./stage-gates.ts";

/** A step of an operation: when it runs, its name, and what was written of it. */
export interface PlannedStep {
  readonly name: string;
  readonly time: StepTime;
  readonly kind: string;
  readonly spec: StepSpec;
}

/** The kind that copies the data of a component. */
const BACKUP = "database-backup";
const PLAIN = { retries: 0, continueOnFailure: false, always: false } as const;

/**
 * The steps of a stage in the order in which they run, each with a name of its own. Before everything comes a snapshot
 * of each component whose data a step before the components changes.
 *
 * @param dataOf - Names of the components whose data a step changes.
 */
export function stepsOfStage(
  stage: Pick<StageSpec, "beforeDeploy" | "afterDeploy">,
  dataOf: (step: StepSpec) => readonly string[],
): readonly PlannedStep[] {
  const components = [...new Set(stage.beforeDeploy.flatMap(dataOf))];
  const snapshots = components.map((component): PlannedStep => ({
    name: `snapshot-${component}`,
    time: "snapshot",
    kind: BACKUP,
    spec: { kind: BACKUP, config: { component }, ...PLAIN },
  }));
  const before = stage.beforeDeploy.map((step) => ({ ...step, time: "before" as const }));
  const after = stage.afterDeploy.map((step) => ({ ...step, time: "after" as const }));
  const written = named([...before, ...after]).map(({ name, item: { time, ...spec } }): PlannedStep => ({
    name,
    time,
    kind: spec.kind,
    spec,
  }));
  return [...snapshots, ...written];
}
