import { createHash } from "node:crypto";
import { OrchestratorError } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { EffectLedger, Effects, KnownEffect, OneEffect } from "./effects.ts";

/** Crockford's base32: no i, l, o, u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const KEY_CHARACTERS = 16;
/** How long to wait where the ledger says that a pause is not over, and our clock says that it is. */
const CLOCKS_DIFFER_MS = 1_000;

/** What effects are made of. */
export interface EffectParts {
  readonly ledger: EffectLedger;
  /** Name of the gate or step. */
  readonly by: string;
  /** What it all happens for: the id of a promotion or an operation. */
  readonly cause: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly digest: (request: JsonObject) => string;
  /** Told where an effect stands, as `after intent`, with `<by>/<call>`; a crash test ends the process there. */
  readonly reached?: (point: string, effect: string) => void;
}

/** Effects that are looked up in the ledger first, made once, and recorded there. */
export function makeEffects(parts: EffectParts): Effects {
  const keyOf = (call: string) => effectKey([parts.cause, parts.by, call]);
  return { key: keyOf, once: async (effect) => await makeOnce(parts, keyOf(effect.call), effect) };
}

/** The key of a cause: `hf-` and 16 characters of its hash. The parts are kept apart, so that no two causes meet. */
export function effectKey(cause: readonly string[]): string {
  const bytes = createHash("sha256").update(JSON.stringify(cause)).digest();
  let bits = 0n;
  for (const byte of bytes.subarray(0, (KEY_CHARACTERS * 5) / 8)) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let index = 0; index < KEY_CHARACTERS; index += 1, bits >>= 5n)
    text = ALPHABET.charAt(Number(bits & 31n)) + text;
  return `hf-${text}`;
}

async function makeOnce<Answer extends JsonObject>(
  parts: EffectParts,
  key: string,
  effect: OneEffect<Answer>,
): Promise<Answer> {
  const { ledger, by, reached = () => undefined } = parts;
  const name = `${by}/${effect.call}`;
  reached("before intent", name);
  const known = await intend(parts, key, effect);
  // The ledger holds only what `done` was given for this very call.
  if (known.state === "done") return known.answer as Answer;
  reached("after intent", name);
  const answer = await lookOrAct(parts, key, { effect, mustLook: known.state === "unclear" });
  reached("after wire", name);
  reached("before done", name);
  await ledger.done(key, answer);
  return answer;
}

type Untroubled = Exclude<KnownEffect, { readonly state: "throttled" }>;

/** Records the intent. @throws OrchestratorError `REMOTE_THROTTLED` before the time that the system named, `FENCED` */
async function intend<Answer extends JsonObject>(
  { ledger, by, now, digest }: EffectParts,
  key: string,
  { call, system, request }: OneEffect<Answer>,
): Promise<Untroubled> {
  const intended = { key, by, call, system, requestDigest: digest(request) };
  const known = await ledger.intend(intended);
  if (known.state !== "throttled") return known;
  if (now() < known.notBefore) {
    // A ledger may have recorded the intent, but nothing leaves: the next attempt must not take it for one that may have.
    await ledger.notSent(key, known.notBefore);
    throw throttled(system, known.notBefore - now());
  }
  // The pause is over. A ledger that does not go by our clock may not have recorded the intent: it must, before we act.
  await ledger.notSent(key);
  const again = await ledger.intend(intended);
  if (again.state === "throttled") throw throttled(system, CLOCKS_DIFFER_MS);
  return again;
}

interface Attempt<Answer extends JsonObject> {
  readonly effect: OneEffect<Answer>;
  readonly mustLook: boolean;
}

async function lookOrAct<Answer extends JsonObject>(
  { ledger, now }: EffectParts,
  key: string,
  { effect, mustLook }: Attempt<Answer>,
): Promise<Answer> {
  const found = mustLook ? await effect.look(key) : undefined;
  if (found !== undefined) return found;
  try {
    return await effect.act(key);
  } catch (error) {
    if (error instanceof OrchestratorError) {
      const { code, details } = error;
      if (code === "REMOTE_REFUSED" || code === "REMOTE_NOT_SENT") await ledger.notSent(key);
      if (code === "REMOTE_THROTTLED") await ledger.notSent(key, now() + Number(details["retryAfterMs"] ?? 0));
    }
    throw error;
  }
}

function throttled(system: string, retryAfterMs: number): OrchestratorError {
  const seconds = Math.ceil(retryAfterMs / 1_000);
  const message = `${system} asked for a pause; again in ${seconds} s`;
  return new OrchestratorError("REMOTE_THROTTLED", message, { details: { retryAfterMs } });
}
