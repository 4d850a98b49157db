import type { ChatAnswer } from "../../adapters/chat/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";

/**
 * The value of a chat system's answer, or what the ledger of effects understands: refused and not sent need no look,
 * throttled waits, and of everything else nobody knows whether it was accepted.
 * @throws OrchestratorError `REMOTE_REFUSED`, `REMOTE_NOT_SENT`, `REMOTE_THROTTLED`, `REMOTE_UNCLEAR`
 */
export function chatValue<Value>(answer: ChatAnswer<Value>): Value {
  switch (answer.outcome) {
    case "applied":
      return answer.value;
    case "refused": {
      const { code, reason, mend } = answer;
      throw new OrchestratorError("REMOTE_REFUSED", reason, { details: { code, mend } });
    }
    case "not sent":
      throw new OrchestratorError("REMOTE_NOT_SENT", answer.reason);
    case "throttled": {
      const { retryAfterMs } = answer;
      throw new OrchestratorError("REMOTE_THROTTLED", answer.reason, { details: { retryAfterMs } });
    }
    case "unknown":
      throw new OrchestratorError("REMOTE_UNCLEAR", answer.reason);
  }
}
