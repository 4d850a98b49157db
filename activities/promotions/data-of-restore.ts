import type { AdmissionBasis, EarlierStep } from "../../adapters/store/operations-port.ts";
import { dataRule } from "../../domain/data-rule.ts";
import type { OrchestratorPorts } from "../orchestrator-ports.ts";
import { componentsChangedBy } from "./components-changed-by.ts";

/** What a restore does about data. */
export interface DataOfRestore {
  /** Ids of snapshots, by component: a life that it creates starts from them. */
  readonly startFrom: Readonly<Record<string, string>>;
  /** Components that are made anew for that although nothing else of theirs has changed, with the reason. */
  readonly replacing: Readonly<Record<string, string>>;
  /** Components whose data was taken away without a snapshot: it does not come back. */
  readonly lost: readonly string[];
}

const NOTHING: DataOfRestore = { startFrom: {}, replacing: {}, lost: [] };

/**
 * Decides what becomes of data in a restore. A snapshot that was taken before a step changed the data is put back where
 * the rule of the stage says so, once. Whatever the rule, a component that was taken away comes back with the data that
 * it had.
 */
export function dataOfRestore(
  { steps, tools }: Pick<OrchestratorPorts, "steps" | "tools">,
  { kind, document, promotion }: Pick<AdmissionBasis, "kind" | "document" | "promotion">,
): DataOfRestore {
  if (kind !== "restore" || promotion === null) return NOTHING;
  const { stage, earlierSteps, takenAway, begunAnew } = promotion;
  const isKept = dataRule(stage.onFailure, document.spec.class) === "keep";
  const changed = new Set(earlierSteps.filter(hasBegun).flatMap(({ spec }) => componentsChangedBy(steps, spec)));
  const putBack = isKept ? [] : earlierSteps.flatMap(snapshotOf).filter(([component]) => changed.has(component));
  const ended = takenAway.filter((one) => tools.kinds[one.kind]?.snapshot !== undefined);
  const copied = ended.flatMap(({ component, snapshot }) =>
    snapshot === null ? [] : [[component, snapshot] as const],
  );
  const startFrom = Object.fromEntries([...copied, ...putBack]);
  const anew = putBack.filter(([component]) => !begunAnew.includes(component));
  return {
    startFrom,
    replacing: Object.fromEntries(
      anew.map(([component, id]) => [component, `its data is put back from snapshot ${id}`]),
    ),
    lost: ended.map(({ component }) => component).filter((component) => !Object.hasOwn(startFrom, component)),
  };
}

function hasBegun({ time, state }: EarlierStep): boolean {
  return time === "before" && state !== "Pending" && state !== "Skipped";
}

function snapshotOf({ time, spec, output }: EarlierStep): readonly (readonly [string, string])[] {
  const { component } = spec.config;
  const { snapshot } = output;
  const isTaken = time === "snapshot" && typeof component === "string" && typeof snapshot === "string";
  return isTaken ? [[component, snapshot]] : [];
}
