import { CommandFailure } from "./command-failure.ts";
import { NoAnswer } from "./no-answer.ts";
import type { Call } from "./send.ts";
import type { Session } from "./session.ts";

/** Sends a request under a key, and where no answer comes says how to repeat it so that it counts once. Throws as `request` does. */
export async function sendOnce<Answer>(session: Session, call: Call, key: string): Promise<Answer> {
  try {
    return await session.request<Answer>({ ...call, headers: { ...call.headers, "idempotency-key": key } });
  } catch (error) {
    if (!(error instanceof NoAnswer) || error.neverArrived) throw error;
    const hint = `nobody knows whether it was accepted; repeating it with --idempotency-key ${key} counts once`;
    throw new CommandFailure(error.message, { hints: [hint], cause: error });
  }
}

/** A call with a JSON body. */
export function jsonCall(method: "POST" | "PUT", path: string, body: unknown): Call {
  return { method, path, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
