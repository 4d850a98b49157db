import { z } from "zod";
import { REJECT_FORM } from "../../domain/chat-buttons.ts";
import type { SlackPerson } from "../../domain/schema/slack-item.ts";
import { type Inbound, inboxKey } from "./inbound.ts";
import { parseForm, parseJson } from "./parse-form.ts";

const Id = z.string().min(1).max(100);

// Only the fields we use, so that a newer Slack does not break us.
const Common = z.object({
  type: z.string().max(100),
  api_app_id: Id,
  team: z.object({ id: Id }).nullish(),
  enterprise: z.object({ id: Id }).nullish(),
  is_enterprise_install: z.union([z.boolean(), z.enum(["true", "false"])]).nullish(),
  user: z.object({ id: Id, team_id: Id.nullish() }),
});
const Click = Common.extend({
  trigger_id: Id,
  container: z.object({
    type: z.string().max(100),
    message_ts: Id.nullish(),
    channel_id: Id.nullish(),
    thread_ts: Id.nullish(),
    is_ephemeral: z.boolean().nullish(),
  }),
  message: z.object({ ts: Id, app_id: Id.nullish(), thread_ts: Id.nullish() }).nullish(),
  actions: z
    .array(
      z.object({
        action_id: z.string().min(1).max(255),
        block_id: z.string().max(255).default(""),
        value: z.string().max(2_000).default(""),
        action_ts: Id,
      }),
    )
    .min(1)
    .max(25),
});
const Submission = Common.extend({
  view: z.object({
    id: Id,
    hash: z.string().max(200).default(""),
    callback_id: z.string().max(255).default(""),
    private_metadata: z.string().max(3_000).default(""),
    state: z
      .object({
        values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().max(4_000).nullish() }))),
      })
      .nullish(),
  }),
});

/** A click or a form, from the form field `payload`. */
export function parseInteraction(text: string): Inbound {
  const payload = parseForm(text)?.["payload"];
  const value = payload === undefined ? undefined : parseJson(payload);
  const common = Common.safeParse(value);
  if (!common.success) return { kind: "malformed" };
  if (common.data.type === "block_actions") return parseClick(value);
  if (common.data.type === "view_submission") return parseSubmission(value);
  return { kind: "nothing", appId: common.data.api_app_id };
}

function parseClick(value: unknown): Inbound {
  const parsed = Click.safeParse(value);
  const by = parsed.success ? personOf(parsed.data) : undefined;
  if (!parsed.success || by === undefined) return { kind: "malformed" };
  const { api_app_id: appId, container, message, actions, trigger_id: trigger } = parsed.data;
  const [action] = actions;
  const ts = message?.ts ?? container.message_ts;
  // A button of a page of ours, not of a message: it says nothing about an approval.
  if (action === undefined || container.type !== "message" || typeof ts !== "string") return { kind: "nothing", appId };
  if (typeof container.channel_id !== "string") return { kind: "malformed" };
  const thread = container.thread_ts ?? message?.thread_ts;
  return {
    kind: "item",
    appId,
    trigger,
    key: inboxKey("click", [by.team, by.user, action.action_ts, action.action_id, ts]),
    item: {
      kind: "click",
      by,
      action: action.action_id,
      block: action.block_id,
      value: action.value,
      channel: container.channel_id,
      ts,
      ...(typeof thread === "string" ? { thread } : {}),
      // Slack tells an app of clicks on its own messages only; where it names the app of a message, too, the two agree.
      isOurMessage: !!message && (message.app_id ?? appId) === appId && container.is_ephemeral !== true,
    },
  };
}

function parseSubmission(value: unknown): Inbound {
  const parsed = Submission.safeParse(value);
  const by = parsed.success ? personOf(parsed.data) : undefined;
  if (!parsed.success || by === undefined) return { kind: "malformed" };
  const { api_app_id: appId, view } = parsed.data;
  if (view.callback_id !== REJECT_FORM.callback) return { kind: "nothing", appId };
  const reason = view.state?.values[REJECT_FORM.block]?.[REJECT_FORM.input]?.value ?? "";
  return {
    kind: "item",
    appId,
    key: inboxKey("submission", [by.team, by.user, view.id, view.hash]),
    item: { kind: "submission", by, form: view.callback_id, metadata: view.private_metadata, reason: reason.trim() },
  };
}

/** Who it was; undefined where Slack does not say in which installation. */
function personOf(data: z.output<typeof Common>): SlackPerson | undefined {
  const { team, enterprise, user } = data;
  const isForAll = data.is_enterprise_install === true || data.is_enterprise_install === "true";
  const installed = isForAll || !team ? enterprise?.id : team.id;
  if (installed === undefined) return undefined;
  // In an installation for a whole organisation every workspace of it is at home.
  return { team: installed, user: user.id, home: isForAll || !team ? "" : (user.team_id ?? "") };
}
