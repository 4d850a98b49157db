import type { EffectLedger } from "../../domain/effect-ledger.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { makeEffects } from "../effects/make-effects.ts";
import type { StepContext } from "../steps/step.ts";
import { resolveConnection } from "../systems/resolve-connection.ts";
import type { StepAttempt } from "./attempt.ts";
import { promotionOf } from "./promotion-of.ts";
import { readComponent } from "./read-component.ts";
import { stepCell } from "./step-cell.ts";
import type { StepPorts } from "./step-ports.ts";
import { takeSnapshot } from "./take-snapshot.ts";

/** A context, and the fault of a port that the step met; undefined while there was none. */
export interface PreparedContext {
  readonly context: StepContext;
  readonly fault: () => unknown;
}

/** What one attempt lets its step know and do, until the signal aborts. */
export function stepContext(ports: StepPorts, attempt: StepAttempt, signal: AbortSignal): PreparedContext {
  const { turn, opened, secrets, log } = attempt;
  const { artifacts } = opened.facts.release;
  const guard = faultKeeper();
  const ledger = guardLedger(ports.records.ledger(turn), { keep: guard.keep, maskJson: secrets.maskJson });
  const effects = makeEffects({
    ledger,
    by: opened.name,
    cause: opened.cause,
    now: ports.now,
    digest: ports.digest,
    ...(ports.reached === undefined ? {} : { reached: ports.reached }),
  });
  const context: StepContext = {
    name: opened.name,
    operationId: opened.cause,
    environmentUid: opened.environmentUid,
    promotion: promotionOf(opened),
    startedAt: opened.startedAt,
    attempt: opened.attempt,
    isUndo: turn.isUndo,
    nowMs: ports.now(),
    signal,
    component: async (name) => await guard.keep(readComponent(ports, attempt, name)),
    artifact: (name) => (Object.hasOwn(artifacts, name) ? artifacts[name]?.digest : undefined),
    async connection(name) {
      const sources = { store: ports.records, secrets: ports.secrets };
      const connection = await guard.keep(resolveConnection(sources, opened.project, name));
      const { password, clientSecret, token } = connection.credentials;
      secrets.add(password, clientSecret, token);
      return connection;
    },
    snapshot: async (name) => await takeSnapshot(ports, { ...attempt, signal, effects }, name),
    effects,
    fetch: ports.fetch,
    log: (line) => log.add(line),
    cell: stepCell(ports.cell, attempt),
  };
  return { context, fault: guard.fault };
}

/** Remembers what a port of ours threw that is no code: the store is away, not the step broken. */
function faultKeeper() {
  let fault: unknown;
  return {
    fault: () => fault,
    keep: async <T>(asking: Promise<T>): Promise<T> => {
      try {
        return await asking;
      } catch (error) {
        if (!(error instanceof OrchestratorError)) fault ??= error;
        throw error;
      }
    },
  };
}

/** The ledger with answers masked, and its faults kept. */
function guardLedger(
  ledger: EffectLedger,
  { keep, maskJson }: Pick<ReturnType<typeof faultKeeper>, "keep"> & Pick<StepAttempt["secrets"], "maskJson">,
): EffectLedger {
  return {
    intend: async (effect) => await keep(ledger.intend(effect)),
    done: async (key, answer) => await keep(ledger.done(key, maskJson(answer))),
    notSent: async (key, notBefore) => await keep(ledger.notSent(key, notBefore)),
  };
}
