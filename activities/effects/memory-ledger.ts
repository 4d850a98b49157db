import type { JsonObject } from "../../domain/schema/json.ts";
import type { EffectLedger, IntendedEffect, KnownEffect } from "./effects.ts";

/** A ledger for tests, with what it holds. */
export interface MemoryLedger extends EffectLedger {
  /** Every intent, in order; a repeat is one more. */
  readonly intents: readonly IntendedEffect[];
  /** What is known of a key now. */
  known(key: string): KnownEffect;
  /** The answers by `<by>/<call>`. */
  readonly answers: ReadonlyMap<string, JsonObject>;
}

/** A ledger in memory, for tests. `mayAct` is its fence: it throws where nothing may act any more. */
export function memoryLedger({ mayAct = () => undefined }: { readonly mayAct?: () => void } = {}): MemoryLedger {
  const intents: IntendedEffect[] = [];
  const answers = new Map<string, JsonObject>();
  const knownByKey = new Map<string, KnownEffect>();
  const nameByKey = new Map<string, string>();
  const known = (key: string): KnownEffect => knownByKey.get(key) ?? { state: "new" };
  return {
    intents,
    answers,
    known,
    intend(effect) {
      mayAct();
      intents.push(effect);
      nameByKey.set(effect.key, `${effect.by}/${effect.call}`);
      const before = known(effect.key);
      if (before.state !== "done") knownByKey.set(effect.key, { state: "unclear" });
      return Promise.resolve(before);
    },
    done(key, answer) {
      knownByKey.set(key, { state: "done", answer });
      answers.set(nameByKey.get(key) ?? key, answer);
      return Promise.resolve();
    },
    notSent(key, notBefore) {
      knownByKey.set(key, notBefore === undefined ? { state: "new" } : { state: "throttled", notBefore });
      return Promise.resolve();
    },
  };
}
