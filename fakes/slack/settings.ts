import { z } from "zod";

const Milliseconds = z.int().min(0).max(86_400_000);
const Address = z.union([z.url({ protocol: /^https?$/ }), z.null()]);

/** How the simulated Slack behaves. Lives as long as the process; what happened keeps what it met. */
export const Settings = z.strictObject({
  interactivityUrl: Address.describe("Where clicks and modals are sent; null: nowhere."),
  commandUrl: Address.describe("Where slash commands are sent; null: nowhere."),
  eventsUrl: Address.describe("Where events are sent; null: nowhere."),
  eventTypes: z.array(z.string().min(1)).describe("Events the app listens to."),
  commands: z.array(z.string().startsWith("/")).describe("Slash commands of the app."),
  signingSecret: z.string().min(1),
  ackLimitMs: Milliseconds.min(1).describe("How long the app may take to answer."),
  triggerLifeMs: Milliseconds,
  hookLifeMs: Milliseconds.describe("How long a response URL can be used."),
  hookUsesMax: z.int().min(0),
  eventRetryDelaysMs: z.array(Milliseconds).describe("Waits before each repeat of an event."),
  rateLimits: z.enum(["off", "on", "history-once-a-minute"]),
  outage: z.enum(["none", "unavailable", "hang"]).describe("What every call of the API meets."),
  isOrgWide: z.boolean().describe("Whether the app is installed in an organisation: callbacks name no workspace."),
});
/** The settings. */
export type Settings = z.infer<typeof Settings>;

/** The settings of a new process. */
export const DEFAULT_SETTINGS: Settings = {
  interactivityUrl: null,
  commandUrl: null,
  eventsUrl: null,
  eventTypes: ["app_mention", "channel_archive", "member_left_channel", "message", "tokens_revoked", "user_change"],
  commands: ["/holdfast"],
  signingSecret: "holdfast",
  ackLimitMs: 3000,
  triggerLifeMs: 3000,
  hookLifeMs: 1_800_000,
  hookUsesMax: 5,
  eventRetryDelaysMs: [0, 60_000, 300_000],
  rateLimits: "off",
  outage: "none",
  isOrgWide: false,
};
