import type { JsonObject } from "./schema/json.ts";

/** Where intents of effects on outside systems are kept. Its fence refuses what may not act any more. */
export interface EffectLedger {
  /** Records the intent before anything leaves, and answers what was known of it before. @throws OrchestratorError `FENCED` */
  intend(effect: IntendedEffect): Promise<KnownEffect>;
  /** What it came to. */
  done(key: string, answer: JsonObject): Promise<void>;
  /** Nothing reached the system: the next attempt needs no look. `notBefore` in epoch milliseconds, where it named a time. */
  notSent(key: string, notBefore?: number): Promise<void>;
}

/** An effect about to be made. */
export interface IntendedEffect {
  readonly key: string;
  /** Name of the gate or step. */
  readonly by: string;
  readonly call: string;
  readonly system: string;
  readonly requestDigest: string;
}

/** What the ledger knew before. */
export type KnownEffect =
  /** Nothing: no attempt can have reached the system. */
  | { readonly state: "new" }
  /** Throttled until then, epoch milliseconds; otherwise as `new`. */
  | { readonly state: "throttled"; readonly notBefore: number }
  /** An attempt may have reached the system: look first. */
  | { readonly state: "unclear" }
  | { readonly state: "done"; readonly answer: JsonObject };
