import type { GateRecord, PromotionBasis } from "../../adapters/store/promotions-port.ts";
import type { PromotionWait } from "../../adapters/store/promotion-views-port.ts";
import { type AnsweredGate, tooEarly } from "../../domain/approvals/too-early.ts";
import type { ApprovalBinding } from "../../domain/schema/approval.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { PromotionKind } from "../../domain/schema/phases.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { gatesOfStage, type NamedGate } from "../../domain/stage-gates.ts";
import { maskText } from "../../domain/mask-text.ts";
import type { Gate, GateAnswer } from "../gates/gate.ts";
import { type SecretValues, secretValues } from "../run-step/secret-values.ts";
import { aboutOf } from "./about-promotion.ts";
import { readyGate } from "./gate-context.ts";
import type { PromotionPorts } from "./promotion-ports.ts";

const ASK_AGAIN_MS = 30_000;
const LONGEST_PAUSE_MS = 65 * 60_000;

/** What gates are asked about. */
export interface AskedPromotion {
  readonly basis: PromotionBasis;
  /** Absent where none could be made. */
  readonly plan: Plan | undefined;
  /** What people would say yes to; absent where there is no plan. */
  readonly binding: ApprovalBinding | undefined;
  /** Why it waits, besides its gates. */
  readonly waits: readonly PromotionWait[];
  readonly signal: AbortSignal;
}

/**
 * Asks every gate of a promotion, all at once, and then those that come last. One that fails waits, and says why; it is
 * asked again. What outside systems say is masked: some repeat the credentials that they were given.
 */
export async function askGates(ports: PromotionPorts, asked: AskedPromotion): Promise<readonly GateRecord[]> {
  const named = gatesOfStage(asked.basis.stage);
  const isLast = ({ kind }: NamedGate) => ports.gates.get(kind)?.comesLast === true;
  const records = new Map<string, GateRecord>();
  const askAll = async (some: readonly NamedGate[], early: string | undefined) => {
    const before = [...records.values()];
    const answers = await Promise.all(some.map(async (gate) => await askOne(ports, gate, { ...asked, early, before })));
    for (const record of answers) records.set(record.name, record);
  };
  await askAll(
    named.filter((gate) => !isLast(gate)),
    undefined,
  );
  const answered = [...records.values()].map((record) => answeredGate(ports, record, asked.basis));
  await askAll(named.filter(isLast), tooEarly(answered, asked.waits));
  return named.flatMap(({ name }) => records.get(name) ?? []);
}

type Asking = AskedPromotion & {
  readonly early: string | undefined;
  /** What the gates have answered that were asked before. */
  readonly before: readonly GateRecord[];
};

async function askOne(ports: PromotionPorts, named: NamedGate, asked: Asking): Promise<GateRecord> {
  const gate = ports.gates.get(named.kind);
  if (gate !== undefined && !isAsked(gate, asked.basis.promotion.kind))
    return recordOf(named, { verdict: "pass", reasons: [`not asked of a ${asked.basis.promotion.kind}`] }, ports.now());
  const answer = await ask(ports, named, asked);
  const record = recordOf(named, answer, ports.now());
  if (answer.approval === undefined) return record;
  const { ask: question, supersede } = answer.approval;
  return {
    ...record,
    approval: {
      ...(supersede === undefined ? {} : { supersede }),
      ...(question === undefined ? {} : { ask: { ...question, about: await aboutOf(ports, asked) } }),
    },
  };
}

function answeredGate(ports: PromotionPorts, record: GateRecord, { promotion }: PromotionBasis): AnsweredGate {
  const before = promotion.gates.find(({ name }) => name === record.name)?.output ?? {};
  return {
    name: record.name,
    verdict: record.verdict,
    reasons: record.reasons,
    concerns: ports.gates.get(record.kind)?.concerns ?? "policy",
    passesByItself: record.earliestAt !== undefined,
    hasOutput: Object.keys(record.output ?? before).length > 0,
  };
}

/** A rollback and a change of parameters pass by what concerns only the release. */
function isAsked({ concerns }: Gate, kind: PromotionKind): boolean {
  return concerns !== "release" || kind === "promote";
}

async function ask(ports: PromotionPorts, named: NamedGate, asked: Asking): Promise<GateAnswer> {
  const secrets = secretValues(maskText);
  try {
    const { gate, config, context } = await readyGate(ports, { ...named, ...asked, tooEarly: asked.early, secrets });
    return masked(await gate.evaluate(config, context), secrets);
  } catch (error) {
    asked.signal.throwIfAborted();
    // Fenced: the promotion is over, and what this look finds is not recorded either.
    const isKnown = error instanceof OrchestratorError;
    const retryAfterMs = isKnown ? error.details["retryAfterMs"] : undefined;
    const pauseMs = typeof retryAfterMs === "number" ? Math.min(retryAfterMs, LONGEST_PAUSE_MS) : ASK_AGAIN_MS;
    const message = error instanceof Error ? error.message : String(error);
    return {
      verdict: "wait",
      reasons: [secrets.mask(isKnown ? message : `it broke: ${message}`)],
      lookAgainAt: ports.now() + pauseMs,
      isAlarming: true,
    };
  }
}

/** What people and steps see of an answer. Its memory is the gate's own, and holds ids. */
function masked(answer: GateAnswer, { mask, maskJson }: SecretValues): GateAnswer {
  const { reasons, output } = answer;
  return {
    ...answer,
    ...(reasons === undefined ? {} : { reasons: reasons.map(mask) }),
    ...(output === undefined ? {} : { output: maskJson(output) }),
    ...(answer.verdict === "wait" && answer.waitsOn !== undefined ? { waitsOn: mask(answer.waitsOn) } : {}),
  } as GateAnswer;
}

function recordOf({ name, kind, everyMs }: NamedGate, answer: GateAnswer, nowMs: number): GateRecord {
  const { verdict, reasons = [], output, memory } = answer;
  const wait = answer.verdict === "wait" ? answer : undefined;
  return {
    name,
    kind,
    verdict,
    reasons,
    evaluatedAt: nowMs,
    isAlarming: wait?.isAlarming ?? false,
    ...(output === undefined ? {} : { output }),
    ...(memory === undefined ? {} : { memory }),
    ...(wait === undefined
      ? {}
      : { lookAgainAt: Math.min(wait.lookAgainAt ?? nowMs + ASK_AGAIN_MS, nowMs + (everyMs ?? Infinity)) }),
    ...(wait?.earliestAt === undefined ? {} : { earliestAt: wait.earliestAt }),
    ...(wait?.waitsOn === undefined ? {} : { waitsOn: wait.waitsOn }),
  };
}
