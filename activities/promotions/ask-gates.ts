import type { GateRecord, PromotionBasis } from "../../adapters/store/promotions-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { PromotionKind } from "../../domain/schema/phases.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { gatesOfStage, type NamedGate } from "../../domain/stage-gates.ts";
import { maskText } from "../../domain/mask-text.ts";
import type { Gate, GateAnswer } from "../gates/gate.ts";
import { type SecretValues, secretValues } from "../run-step/secret-values.ts";
import { readyGate } from "./gate-context.ts";
import type { PromotionPorts } from "./promotion-ports.ts";

const ASK_AGAIN_MS = 30_000;
const LONGEST_PAUSE_MS = 65 * 60_000;

/**
 * Asks every gate of a promotion, all at once. One that fails waits, and says why; it is asked again. What outside
 * systems say is masked: some repeat the credentials that they were given.
 */
export async function askGates(
  ports: PromotionPorts,
  {
    basis,
    plan,
    signal,
  }: { readonly basis: PromotionBasis; readonly plan: Plan | undefined; readonly signal: AbortSignal },
): Promise<readonly GateRecord[]> {
  return await Promise.all(
    gatesOfStage(basis.stage).map(async (named) => {
      const gate = ports.gates.get(named.kind);
      if (gate !== undefined && !isAsked(gate, basis.promotion.kind))
        return recordOf(named, { verdict: "pass", reasons: [`not asked of a ${basis.promotion.kind}`] }, ports.now());
      const answer = await ask(ports, named, { basis, plan, signal });
      return recordOf(named, answer, ports.now());
    }),
  );
}

/** A rollback and a change of parameters pass by what concerns only the release. */
function isAsked({ concerns }: Gate, kind: PromotionKind): boolean {
  return concerns !== "release" || kind === "promote";
}

async function ask(
  ports: PromotionPorts,
  named: NamedGate,
  asked: { readonly basis: PromotionBasis; readonly plan: Plan | undefined; readonly signal: AbortSignal },
): Promise<GateAnswer> {
  const secrets = secretValues(maskText);
  try {
    const { gate, config, context } = await readyGate(ports, { ...named, ...asked, secrets });
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
