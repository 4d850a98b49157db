import type { Chat } from "../../adapters/chat/port.ts";
import type { ChatRendering } from "../../adapters/chat/rendering-port.ts";
import type { StoreOfApprovals } from "../../adapters/store/approvals-port.ts";
import type { JsonObject } from "../../domain/schema/json.ts";

/** What showing approvals in a chat works with. */
export interface ChatPorts {
  readonly chat: Chat;
  readonly rendering: ChatRendering;
  readonly store: Pick<StoreOfApprovals, "chatRoom" | "recordMessage" | "approvalLedger">;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly digest: (request: JsonObject) => string;
  /** Called at named points of an effect's path, for tests that stop the process there. */
  readonly reached?: (point: string, effect: string) => void;
}
