import type { Authorization } from "../../adapters/authorization/port.ts";
import type { Chat, MessageAddress } from "../../adapters/chat/port.ts";
import type { ChatRendering } from "../../adapters/chat/rendering-port.ts";
import type { StoreOfApprovalApi } from "../../adapters/store/approvals-port.ts";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import type { SlackInbox } from "../../adapters/store/slack-inbox-port.ts";
import type { Principal } from "../../domain/schema/access.ts";
import type { ChatMode } from "../../domain/schema/chat-channels.ts";
import type { RefusalRecord } from "../access/record-refusals.ts";
import type { Log } from "../http/log.ts";
import type { Background } from "./background.ts";

/** What Slack's side of the API is made of: its routes, and the loop that handles what they stored. */
export interface SlackDeps {
  readonly inbox: SlackInbox;
  readonly store: StoreOfApprovalApi & Pick<StoreOfApi, "getEnvironment" | "listPromotions">;
  /** The person whom an account is linked to; undefined for nobody. */
  readonly principalOfIdentity: (system: "slack", tenant: string, subject: string) => Promise<Principal | undefined>;
  /** Installation that our token belongs to; undefined while Slack has not said so. Absent: it is not asked. */
  readonly ownTeam?: () => string | undefined;
  readonly authorization: Authorization;
  /** Takes note of who was refused what. */
  readonly refusals: RefusalRecord;
  /** Whether approvals of a project are decided in Slack. */
  readonly modeOf: (project: string) => Promise<ChatMode>;
  /** The client for approvals, which no notice holds up. */
  readonly chat: Chat;
  readonly rendering: ChatRendering;
  /** Takes up a message of an approval that nobody may know of any more, so that it is updated, too. */
  readonly adoptCopy: (approvalId: string, address: MessageAddress) => Promise<void>;
  readonly inbound: SlackInbound;
  readonly background: Background;
  readonly log: Log;
  /** Called at named points of a path, for tests that stop the process there. */
  readonly reached?: (point: string, effect: string) => void;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** Default: the machine's clock, epoch milliseconds. */
  readonly now?: () => number;
}

/** What says that a request is Slack's, and of which app. */
export interface SlackInbound {
  /** One, and during a rotation two. */
  readonly signingSecrets: readonly string[];
  readonly appId: string;
  /** Origins at which a command may be answered later. */
  readonly replyOrigins: readonly string[];
}
