import type { PromotionBasis } from "../../adapters/store/promotions-port.ts";
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import type { PromotionOutcome } from "../../domain/schema/phases.ts";
import { maskText } from "../../domain/mask-text.ts";
import { gatesOfStage } from "../../domain/stage-gates.ts";
import { maskError } from "../converge/mask-error.ts";
import type { PromotionEnd } from "../gates/gate.ts";
import { secretValues } from "../run-step/secret-values.ts";
import { readyGate } from "./gate-context.ts";
import type { PromotionAnswer } from "./promotion-answer.ts";
import type { PromotionPorts } from "./promotion-ports.ts";

const TRY_AGAIN_MS = 10_000;
/** A refusal may be mended by a person: a task is closed, a right is given, a secret is set. */
const REFUSED_AGAIN_MS = 60_000;
const GIVE_UP_AFTER_MS = 86_400_000;
const LONGEST_PAUSE_MS = 65 * 60_000;

/**
 * Lets every gate of a promotion that is over close what it had opened, each once, until all have. One that cannot yet
 * says why and is asked again; what is still refused after a day is told, and left to people.
 */
export async function finishGates(
  ports: PromotionPorts,
  { basis, signal }: { readonly basis: PromotionBasis; readonly signal: AbortSignal },
): Promise<PromotionAnswer> {
  const { id, gates } = basis.promotion;
  const closed = new Set(gates.filter(({ finishedAt }) => finishedAt !== undefined).map(({ name }) => name));
  const open = gatesOfStage(basis.stage).filter(({ name }) => !closed.has(name));
  const pauses = await Promise.all(
    open.map(async (named) => {
      const secrets = secretValues(maskText);
      try {
        // Also one without a verdict: a look that was cut off may have opened something, and left no verdict.
        if (ports.gates.get(named.kind)?.finish !== undefined) {
          const { gate, config, context } = await readyGate(ports, {
            ...named,
            basis,
            plan: basis.plan,
            binding: undefined,
            tooEarly: undefined,
            signal,
            secrets,
          });
          await gate.finish?.(config, context, endOf(basis));
        }
        await ports.store.recordGateFinish(id, named.name, undefined);
        return undefined;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof OrchestratorError)) throw maskError(error, secrets.mask);
        const isRefused = !ERROR_CODES[error.code].retryable;
        const isFinal = isRefused && ports.now() - (basis.promotion.endedAt ?? 0) > GIVE_UP_AFTER_MS;
        await ports.store.recordGateFinish(id, named.name, { reason: secrets.mask(error.message), isFinal });
        if (isFinal) return undefined;
        if (isRefused) return REFUSED_AGAIN_MS;
        const { retryAfterMs } = error.details;
        return typeof retryAfterMs === "number" ? Math.min(retryAfterMs, LONGEST_PAUSE_MS) : TRY_AGAIN_MS;
      }
    }),
  );
  const waiting = pauses.filter((pause) => pause !== undefined);
  if (waiting.length > 0) return { do: "wait", lookAgainAt: ports.now() + Math.min(...waiting) };
  // A restore that failed may be tried again meanwhile, and will end another time.
  const isFinished = await ports.store.recordFinished(id);
  return isFinished ? { do: "end" } : { do: "wait", lookAgainAt: ports.now() };
}

function endOf({ promotion, hadIssues, operations, environment }: PromotionBasis): PromotionEnd {
  return {
    outcome: promotion.state as PromotionOutcome,
    reason: promotion.reason,
    hasActed: promotion.admittedAt !== undefined,
    hadIssues: hadIssues || (promotion.state === "Verified" && operations > 1),
    runs: promotion.runs ?? environment.runs,
    endedAt: promotion.endedAt ?? promotion.requestedAt,
  };
}
