import { randomUUID } from "node:crypto";
import type { BallotResult } from "../../cli/approval-answers.ts";
import type { SlackControl, SlackMessage } from "../fakes/slack-control.ts";
import { accountOf, CHANNEL, eventually } from "../setup/installed-approvals.ts";
import type { World } from "./world.ts";

/** Everything that a message shows. */
export const shown = (message: SlackMessage | undefined): string =>
  `${message?.text}\n${JSON.stringify(message?.blocks)}`;

/** The message of an approval and the replies in its thread; `own` has every message that names it. */
export async function messagesOf(slack: SlackControl, approvalId: string) {
  const all = await slack.messages(CHANNEL);
  const own = all.filter((one) => one.threadTs === undefined && shown(one).includes(approvalId));
  const [main] = own;
  return { own, main, thread: all.filter(({ threadTs }) => threadTs !== undefined && threadTs === main?.ts) };
}

/** The message of an approval once `holds`. */
export async function seen(
  { slack }: Pick<World, "slack">,
  approvalId: string,
  holds: (texts: { readonly main: string; readonly thread: string }) => boolean,
): Promise<SlackMessage> {
  return await eventually(`the message of ${approvalId} shows what it should`, async () => {
    const { main, thread } = await messagesOf(slack, approvalId);
    return main !== undefined && holds({ main: shown(main), thread: thread.map(shown).join("\n") }) ? main : undefined;
  });
}

/** Clicks as a person does: again while Slack shows a warning, and no more once the button is gone. */
export async function clickUntilTaken(
  { slack }: Pick<World, "slack">,
  name: string,
  { message, action }: { readonly message: SlackMessage; readonly action: string },
): Promise<void> {
  await eventually(`a click of ${name} on ${action} is taken`, async () => {
    const wish = { as: accountOf(name), channel: CHANNEL, ts: message.ts, actionId: `holdfast.${action}` };
    const { status, body } = await slack.call("POST", "/click", wish);
    if (status === 404) return "gone";
    const [callback] = body["callbacks"] as readonly { readonly status: number | null }[];
    return callback?.status === 200 ? "taken" : undefined;
  });
}

/** Rejects by the form: opens it again where it did not open, and sends it again while Slack shows a warning. */
export async function rejectByForm(
  { slack }: Pick<World, "slack">,
  name: string,
  {
    approvalId,
    message,
    reason,
  }: { readonly approvalId: string; readonly message: SlackMessage; readonly reason: string },
): Promise<void> {
  const user = accountOf(name);
  const view = await eventually(`the form of ${name} is open`, async () => {
    await clickUntilTaken({ slack }, name, { message, action: "reject" });
    return await eventually("it is open", async () => await formOf(slack, { user, approvalId }), FORM_MS);
  });
  await eventually(`the form of ${name} is taken`, async () => {
    const submitted = await slack.act("submit", { as: user, view, values: { reason } });
    return (submitted["view"] as { readonly state: string }).state === "submitted" ? true : undefined;
  });
}

const FORM_MS = 2_000;

/** Id of a person's open form about an approval: forms of earlier clicks may be open, too. */
async function formOf(
  slack: SlackControl,
  { user, approvalId }: { readonly user: string; readonly approvalId: string },
): Promise<string | undefined> {
  const { body } = await slack.call("GET", `/views?user=${user}`);
  const views = body as unknown as readonly {
    readonly id: string;
    readonly state: string;
    readonly content: { readonly private_metadata?: string };
  }[];
  const isWanted = ({ state, content }: (typeof views)[number]) =>
    state === "open" && content.private_metadata?.includes(approvalId) === true;
  return views.findLast(isWanted)?.id;
}

/** Votes by the API, with the same key until it is answered. */
export async function voteByApi(
  { api, token }: Pick<World, "api" | "token">,
  name: string,
  { approvalId, reason }: { readonly approvalId: string; readonly reason: string },
): Promise<void> {
  const as = { token: token(name), key: randomUUID() };
  const body = { decision: "approve", reason };
  await eventually(
    `the vote of ${name} is answered`,
    async () => await api.post<BallotResult>(`/v1/approvals/${approvalId}/votes`, body, as),
  );
}
