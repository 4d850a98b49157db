import { CHAT_BUTTONS } from "../../domain/chat-buttons.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import type { SlackClick } from "../../domain/schema/slack-item.ts";
import { readButton } from "./button-value.ts";
import { environmentOf } from "./environment-of.ts";
import { reach } from "./reach.ts";
import { resolvePerson } from "./resolve-person.ts";
import { slackActionOf } from "./slack-actions.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { tell } from "./tell.ts";
import { within } from "./within.ts";

/** A trigger lives 3 s from the click; what takes longer than this to look up is done without. */
const LOOK_MS = 1_200;
const CALL_MS = 5_000;

/** Opens what a click asked for: the form for a reason, or the page with everything. Its trigger cannot wait for a queue. */
export async function openForm(deps: SlackDeps, click: SlackClick, trigger: string): Promise<void> {
  const button = readButton(click);
  // Whoever handles its row tells the person.
  if (button === undefined) return;
  const view = await within(
    LOOK_MS,
    deps.store.getApproval(button.a).catch(() => "late" as const),
  );
  const content =
    click.action === CHAT_BUTTONS.details
      ? await detailsFor(deps, click, view)
      : rejectForm(deps, { click, button, view });
  if (content === undefined) return;
  if (typeof content === "string") return await tell(deps, click, content);
  const answer = await deps.chat.openForm(trigger, content.form, AbortSignal.timeout(CALL_MS));
  reach(deps, "opened", click);
  if (answer.outcome === "applied") return;
  deps.log.info("a form in Slack was not opened", { reason: answer.reason });
  await tell(deps, click, "It could not be opened in time. Click again.");
}

type Found = ApprovalView | undefined | "late";
/** A form to open, a text to tell instead, or nothing to do. */
type Content = { readonly form: Parameters<SlackDeps["chat"]["openForm"]>[1] } | string | undefined;

function rejectForm(
  deps: SlackDeps,
  {
    click,
    button,
    view,
  }: { readonly click: SlackClick; readonly button: { a: string; p: string }; readonly view: Found },
): Content {
  // What is no longer asked is told by whoever handles the row of this click.
  if (view === undefined || (view !== "late" && view.status !== "pending")) return undefined;
  const release = view === "late" || view.release === undefined ? {} : { release: view.release };
  const place = { channel: click.channel, ts: click.ts };
  return { form: deps.rendering.rejectForm({ approvalId: button.a, planDigest: button.p, ...place, ...release }) };
}

/** Details are for those who may see the environment. */
async function detailsFor(deps: SlackDeps, { by }: SlackClick, view: Found): Promise<Content> {
  if (view === undefined) return undefined;
  if (view === "late") return "Holdfast did not answer in time. Click again.";
  const who = await within(LOOK_MS, resolvePerson(deps, by, AbortSignal.timeout(CALL_MS)));
  if (who === "late" || who.result === "unclear") return "Slack did not say in time who you are. Click again.";
  if (who.result === "nobody") return who.say;
  if (!deps.authorization.decide(who.principal, slackActionOf("details"), environmentOf(view)).isAllowed)
    return "You may not see this environment. Ask an admin for the role viewer.";
  return { form: deps.rendering.details(view) };
}
