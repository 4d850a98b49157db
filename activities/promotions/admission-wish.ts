import type {
  AdmissionBasis,
  AdmissionPromotion,
  AdmissionWish,
  EarlierStep,
  NewStep,
} from "../../adapters/store/operations-port.ts";
import { secretReferences } from "../../domain/desired-inputs.ts";
import { upstreamProblems } from "../../domain/decide-verified-upstream.ts";
import { digestEnvironment } from "../../domain/digest-document.ts";
import { refuseTurn } from "../../domain/refuse-turn.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { stepsOfStage } from "../../domain/stage-steps.ts";
import type { OrchestratorPorts } from "../orchestrator-ports.ts";
import { unapprovedGate } from "./unapproved-gate.ts";
import { componentsChangedBy } from "./components-changed-by.ts";
import { dataOfRestore } from "./data-of-restore.ts";
import { freezeOf } from "../../domain/freeze-of.ts";

/** An operation of a promotion that asks for its turn. */
export interface AskingTurn {
  readonly basis: AdmissionBasis;
  readonly promotion: AdmissionPromotion;
  readonly plan: Plan;
}

/** What an operation of a promotion takes its turn with, or why it may not have it. */
export async function admissionWish(
  ports: OrchestratorPorts,
  asking: AskingTurn,
): Promise<AdmissionWish | { readonly refusal: string }> {
  const { basis, promotion, plan } = asking;
  const base = { plan, basisGeneration: basis.generation };
  if (basis.kind === "restore") {
    const digest = promotion.restoreDigest;
    const steps = undoSteps(ports, promotion.earlierSteps);
    const wanted = digest === null ? {} : { wanted: { document: basis.document, digest } };
    const { startFrom, lost } = dataOfRestore(ports, basis);
    return { ...base, ...wanted, steps, restoreFrom: startFrom, lostData: lost };
  }
  const steps = stepsOfTurn(ports, promotion);
  // Its gates have been asked, and what it wants is the environment's desired state already: the same work goes on.
  if (promotion.isContinuation) return { ...base, steps };
  const nowMs = ports.now();
  const environment = { project: basis.project, class: basis.document.spec.class, name: basis.environment };
  const frozen = freezeOf(ports.calendar, promotion.rules, { environment, nowMs });
  const passesFreeze = promotion.overrideFreeze !== null;
  const refusal = refuseTurn(
    {
      // Votes are looked at again below, so that a turn that comes late, as many come at once, is not refused for them.
      gates: promotion.gates.map((gate) => ({
        ...gate,
        isAskedAtTurn: promotion.approvals.some((asked) => asked.gate === gate.name),
      })),
      ...(promotion.holdReason === null ? {} : { holdReason: promotion.holdReason }),
      frozenBy: passesFreeze ? [] : frozen.reasons,
      vetoes: promotion.rules.vetoes.map(({ reason }) => reason),
      unverified: upstreamProblems(promotion.upstream),
      shownPlan: promotion.shownPlan,
      plan: plan.digest,
    },
    nowMs,
  );
  if (refusal !== undefined) return { refusal };
  const unapproved = await unapprovedGate(ports, asking);
  if (unapproved !== undefined) return { refusal: unapproved };
  const until = passesFreeze || frozen.nextFreezeAt === undefined ? {} : { validUntil: frozen.nextFreezeAt };
  return {
    ...base,
    wanted: { document: basis.document, digest: await wantedDigest(ports, basis) },
    guard: { rulesRevision: promotion.rules.revision, ...until, ...excludedOf(promotion) },
    steps,
  };
}

/** Whose votes were left out; nothing where nobody voted. */
function excludedOf({ approvals, excluded }: AdmissionPromotion): { readonly excluded?: readonly string[] } {
  return approvals.length === 0 ? {} : { excluded: excluded.map(({ id }) => id) };
}

/** The digest by which a later apply of the same document is seen to change nothing. */
async function wantedDigest(
  { tools }: OrchestratorPorts,
  { document, blueprint, project }: AdmissionBasis,
): Promise<string> {
  const configs = Object.values(blueprint.document.spec.components).map(({ config }) => config);
  const names = new Set(
    configs.flatMap((config) => secretReferences(config, (text) => tools.expressions.references(text))),
  );
  const versions: Record<string, string> = {};
  for (const name of names) {
    const version = await tools.secrets.version(project, name, document.spec.cell);
    if (version !== undefined) versions[name] = version;
  }
  return digestEnvironment(document, versions, tools.digest);
}

/** The steps of a stage; what an earlier operation of the same promotion has done, or a person has skipped, is done. */
function stepsOfTurn({ steps }: OrchestratorPorts, { stage, earlierSteps }: AdmissionPromotion): readonly NewStep[] {
  const earlier = new Map(earlierSteps.map((step) => [step.name, step]));
  return stepsOfStage(stage, (step) => componentsChangedBy(steps, step)).map((step, place) => {
    const before = earlier.get(step.name);
    const isDone = before?.state === "Succeeded" || before?.state === "Skipped";
    const stand = isDone
      ? { state: before.state, reason: before.reason, output: before.output }
      : { state: "Pending" as const, reason: "", output: {} };
    return { ...step, ...stand, place };
  });
}

/** The undo of every step that may have acted and is not undone, last first. */
function undoSteps({ steps }: OrchestratorPorts, earlier: readonly EarlierStep[]): readonly NewStep[] {
  const acted = earlier.filter(
    ({ state, kind, isUndone }) =>
      state !== "Pending" && state !== "Skipped" && !isUndone && steps.get(kind)?.undo !== undefined,
  );
  return acted.toReversed().map(({ operationId, isUndone: _isUndone, ...step }, place) => ({
    ...step,
    undoOf: operationId,
    name: `undo-${step.name}`,
    time: "undo",
    state: "Pending",
    reason: "",
    place,
  }));
}
