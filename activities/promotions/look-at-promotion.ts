import type { PromotionAnswer, NearAnswer } from "./promotion-answer.ts";
import type { PromotionBasis, PromotionLook } from "../../adapters/store/promotions-port.ts";
import { decidePromotion } from "../../domain/decide-promotion.ts";
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import { isPromotionOver } from "../../domain/schema/phases.ts";
import type { ApprovalBinding } from "../../domain/schema/approval.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { APPROVAL_GATE, gatesOfStage } from "../../domain/stage-gates.ts";
import { planOperation } from "../plan-tools.ts";
import { askGates } from "./ask-gates.ts";
import { finishGates } from "./finish-gates.ts";
import { freezeOf } from "../../domain/freeze-of.ts";
import { bindingOf } from "./binding-of.ts";
import { otherWaits } from "./other-waits.ts";
import type { PromotionPorts } from "./promotion-ports.ts";

/** While an operation runs, or a person is asked, rows are read again at least this often. */
const LOOK_WHILE_RUNNING_MS = 5 * 60_000;

/**
 * One look at a promotion: plans it, asks its gates, and records what follows; once it is over, closes what its gates
 * had opened. Repeatable at any time.
 */
export async function lookAtPromotion(
  ports: PromotionPorts,
  { promotionId, signal }: { readonly promotionId: string; readonly signal: AbortSignal },
): Promise<PromotionAnswer> {
  return await lookAt(ports, await ports.store.promotionBasis(promotionId), signal);
}

/** One look at a promotion of a stage whose gates ask nobody. Of others it answers `ask`. */
export async function lookWithoutAsking(
  ports: PromotionPorts,
  { promotionId, signal }: { readonly promotionId: string; readonly signal: AbortSignal },
): Promise<NearAnswer> {
  const basis = await ports.store.promotionBasis(promotionId);
  const gates = basis === undefined || basis.isFinished ? [] : gatesOfStage(basis.stage);
  if (gates.some(({ kind }) => ports.gates.get(kind)?.asksNobody !== true)) return { do: "ask" };
  return await lookAt(ports, basis, signal);
}

async function lookAt(
  ports: PromotionPorts,
  basis: PromotionBasis | undefined,
  signal: AbortSignal,
): Promise<PromotionAnswer> {
  if (basis === undefined || basis.isFinished) return { do: "end" };
  if (isPromotionOver(basis.promotion.state)) return await finishGates(ports, { basis, signal });
  const later: PromotionAnswer = { do: "wait", lookAgainAt: ports.now() + LOOK_WHILE_RUNNING_MS };
  if (basis.promotion.state !== "Waiting" || basis.promotion.operationId !== undefined) return later;
  const look = await lookFor(ports, basis, signal);
  const { isOver } = await ports.store.recordLook(basis.promotion.id, look);
  // What its gates had opened is closed at once, by a look of its own: rows say now how it ended.
  if (isOver) return { do: "wait", lookAgainAt: ports.now() };
  return look.decision.do === "wait" ? { do: "wait", lookAgainAt: look.lookAgainAt ?? later.lookAgainAt } : later;
}

async function lookFor(ports: PromotionPorts, basis: PromotionBasis, signal: AbortSignal): Promise<PromotionLook> {
  const { promotion, environment, rules } = basis;
  const planned = await plan(ports, basis);
  const waitsNow = () =>
    otherWaits({
      basis,
      frozen: freezeOf(ports.calendar, rules, {
        environment: { project: promotion.project, class: promotion.class, name: promotion.environment },
        nowMs: ports.now(),
      }),
    });
  const gates = await askGates(ports, { basis, ...planned, waits: waitsNow(), signal });
  const nowMs = ports.now();
  const waits = [
    ...waitsNow(),
    ...(planned.fault === undefined
      ? []
      : [{ for: "plan" as const, reason: `it cannot be planned: ${planned.fault}`, until: nowMs + 30_000 }]),
  ];
  const step = decidePromotion(
    {
      isCancelRequested: promotion.isCancelRequested,
      isEnvironmentLeaving: environment.isDeleting || environment.phase === "Gone",
      vetoes: rules.vetoes.map(({ reason }) => reason),
      gates,
      waits,
    },
    nowMs,
  );
  const shown = planned.plan === undefined ? {} : { plan: planned.plan, planGeneration: environment.generation };
  if (step.do === "wait") {
    const { reason, lookAgainAt, earliestAt } = step;
    const earliest = earliestAt === undefined ? {} : { earliestAt };
    return { gates, waits, ...shown, reason, lookAgainAt, ...earliest, decision: { do: "wait" } };
  }
  if (step.do === "end")
    return { gates, waits: [], ...shown, reason: step.reason, decision: { do: "end", outcome: step.outcome } };
  return { gates, waits: [], ...shown, reason: "", decision: { do: "request" } };
}

/** A plan, and what people would say yes to by it. */
interface Planned {
  readonly plan: Plan | undefined;
  readonly binding: ApprovalBinding | undefined;
  readonly fault?: string;
}

/** The plan as the environment is now; why there is none, where waiting may mend it: a secret is missing. */
async function plan(ports: PromotionPorts, basis: PromotionBasis): Promise<Planned> {
  const { environment, wanted, stage } = basis;
  try {
    const made = await planOperation(ports.tools, wanted);
    // It costs a second plan, so it is made only where people are asked.
    if (stage.gates.every(({ kind }) => kind !== APPROVAL_GATE)) return { plan: made, binding: undefined };
    const { generation } = environment;
    return { plan: made, binding: await bindingOf(ports.tools, { ground: wanted, generation }) };
  } catch (error) {
    if (!(error instanceof OrchestratorError) || ERROR_CODES[error.code].retryable) throw error;
    return { plan: undefined, binding: undefined, fault: `${error.code}: ${error.message}` };
  }
}
