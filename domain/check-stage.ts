import { checkStageItem } from "./check-stage-item.ts";
import { type CheckSources, type Findings, PROBLEMS_MAX } from "./document-check.ts";
import { toPointer } from "./json-pointer.ts";
import type { KnownDocuments } from "./known-documents.ts";
import { parseDuration } from "./parse-duration.ts";
import type { StageSpec, StepSpec } from "./schema/documents.ts";
import { gatesOfStage } from "./stage-gates.ts";
import { gateBindings, type StageGround, stepBindings } from "./stage-ground.ts";
import type { StageItem } from "./stage-item.ts";
import type { NamedOutputs } from "./stage-references.ts";
import { stepsOfStage } from "./stage-steps.ts";

/** The gate that counts time from the stages before: without any it would count none. */
const SOAK = "soak";
/** A step's timer is never longer. */
const TIMEOUT_MAX_MS = 86_400_000;

/** A stage, where it stands, and what it is checked with. */
export interface CheckedStage {
  readonly stage: StageSpec;
  readonly path: readonly PropertyKey[];
  readonly project: string;
  readonly known: KnownDocuments;
  readonly sources: CheckSources;
  /** Absent where something behind the stage is missing, which is said elsewhere. */
  readonly ground: StageGround | undefined;
  /** Whether what is behind the stage has no fault of its own, so that expressions may be tried. */
  readonly isSound: boolean;
}

/** Checks the gates and the steps of a stage, each in its turn. */
export async function checkStage(checked: CheckedStage, findings: Findings): Promise<void> {
  checkNames(checked, findings);
  const { stage, sources } = checked;
  const gates = gatesOfStage(stage);
  await checkGates(checked, gates, findings);
  await checkSteps(checked, namedOutputs(gates, sources.gates), findings);
}

async function checkGates(
  checked: CheckedStage,
  named: ReturnType<typeof gatesOfStage>,
  findings: Findings,
): Promise<void> {
  const { stage, path, project, ground, sources, isSound } = checked;
  const bindings = ground !== undefined && isSound ? gateBindings(ground) : undefined;
  const scope = { of: "gate" as const, project, ground, sources, gates: [], steps: [], later: [] };
  // The one that is asked without being written down comes first.
  const written = named.slice(named.length - stage.gates.length);
  for (const [index, { name, kind, config }] of written.entries()) {
    if (findings.count() > PROBLEMS_MAX) return;
    const title = `gate "${name}" of ${stage.environment}`;
    const item = { path: [...path, "gates", index], title, kind, config };
    if (kind === SOAK && stage.after.length === 0) {
      const message = `${title}: a soak counts from the verification in the stages before: name them in "after"`;
      findings.add("GATE_CONFIG_INVALID", toPointer([...item.path, "kind"]), message);
    }
    await checkStageItem(item, { ...checked, scope, bindings }, findings);
  }
}

async function checkSteps(checked: CheckedStage, gates: readonly NamedOutputs[], findings: Findings): Promise<void> {
  const { stage, path, project, ground, sources, isSound } = checked;
  const bindings = ground !== undefined && isSound ? stepBindings(ground, sources.kinds) : undefined;
  const steps = stepsOfStage(stage, ({ kind, config }) => kindNamed(kind, sources.steps)?.changesDataOf(config) ?? []);
  const outputs = namedOutputs(steps, sources.steps);
  const snapshots = steps.filter(({ time }) => time === "snapshot").length;
  for (const [index, { name, time, kind, spec }] of steps.entries()) {
    if (findings.count() > PROBLEMS_MAX) return;
    // A snapshot is written down nowhere.
    if (time === "snapshot") continue;
    const place =
      time === "before"
        ? ["beforeDeploy", index - snapshots]
        : ["afterDeploy", index - snapshots - stage.beforeDeploy.length];
    const title = `step "${name}" of ${stage.environment}`;
    const item = { path: [...path, ...place], title, kind, config: spec.config, condition: spec.if };
    checkTimeout(item, spec, findings);
    const order = { steps: outputs.slice(0, index), later: outputs.slice(index).map((one) => one.name) };
    const scope = { of: "step" as const, project, ground, sources, gates, ...order };
    await checkStageItem(item, { ...checked, scope, bindings }, findings);
  }
}

/** Two of a kind are told apart by their names. */
function checkNames({ stage, path }: CheckedStage, findings: Findings): void {
  const lists = [
    { code: "GATE_CONFIG_INVALID", what: "gate", keys: ["gates"] },
    { code: "STEP_CONFIG_INVALID", what: "step", keys: ["beforeDeploy", "afterDeploy"] },
  ] as const;
  for (const { code, what, keys } of lists) {
    const given = keys.flatMap((key) => stage[key].map(({ as }, index) => ({ as, at: [...path, key, index, "as"] })));
    const seen = new Set<string>();
    for (const { as, at } of given) {
      if (as === undefined) continue;
      if (seen.has(as)) findings.add(code, toPointer(at), `another ${what} of ${stage.environment} is called "${as}"`);
      seen.add(as);
    }
  }
}

function checkTimeout({ path, title }: StageItem, { timeout }: StepSpec, findings: Findings): void {
  if (timeout === undefined) return;
  const ms = parseDuration(timeout) ?? 0;
  if (ms >= 1 && ms <= TIMEOUT_MAX_MS) return;
  findings.add(
    "STEP_CONFIG_INVALID",
    toPointer([...path, "timeout"]),
    `${title}: timeout: at least "1ms", at most "1d"`,
  );
}

function namedOutputs(
  named: readonly { readonly name: string; readonly kind: string }[],
  kinds: CheckSources["gates"],
): readonly NamedOutputs[] {
  return named.map(({ name, kind }) => ({ name, outputs: kindNamed(kind, kinds)?.outputs }));
}

function kindNamed(kind: string, kinds: CheckSources["gates"]): CheckSources["gates"][number] | undefined {
  return kinds.find((one) => one.kind === kind);
}
