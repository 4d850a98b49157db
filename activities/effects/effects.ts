import type { JsonObject } from "../../domain/schema/json.ts";

export type { EffectLedger, IntendedEffect, KnownEffect } from "../../domain/effect-ledger.ts";

/**
 * Effects on outside systems, each made once: look, act, record. A key names the cause (promotion or operation, gate or
 * step, call), so a retry, another worker and a restart all join the first.
 */
export interface Effects {
  /** The key of a call: `hf-` and 16 characters of `[0-9a-z]`; the same for the same cause. Outside systems carry it. */
  key(call: string): string;
  /**
   * Makes the effect, or answers what it came to when it was made before.
   *
   * The first time it acts at once. When an earlier attempt may have reached the system it looks first, and acts only
   * where nothing is found. What `act` throws decides: `REMOTE_REFUSED` and `REMOTE_NOT_SENT` may be tried again without a look,
   * `REMOTE_THROTTLED` not before its time, everything else needs a look.
   *
   * @throws OrchestratorError `FENCED` when its promotion or operation may not act any more; what `look` and `act` throw
   */
  once<Answer extends JsonObject>(effect: OneEffect<Answer>): Promise<Answer>;
}

/** One effect. */
export interface OneEffect<Answer extends JsonObject> {
  /** One word for it, unique within its gate or step: `create`, `note-restored`. */
  readonly call: string;
  /** The system, for people: `servicenow itsm`. */
  readonly system: string;
  /** What is asked for, without secrets; its digest is recorded. */
  readonly request: JsonObject;
  /** Asks the system for what carries the key; undefined when it has nothing. Compares the key itself. Throws when it cannot tell. */
  readonly look: (key: string) => Promise<Answer | undefined>;
  /** Acts, with the library's own retries off. Answers what must be known later: ids, numbers; no secrets. */
  readonly act: (key: string) => Promise<Answer>;
}
