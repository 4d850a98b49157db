import { Hono } from "hono";
import { CHAT_BUTTONS, REJECT_FORM } from "../../domain/chat-buttons.ts";
import type { ReceivedSlackItem } from "../../adapters/store/slack-inbox-port.ts";
import type { ApiContext, ApiEnv } from "../http/api-env.ts";
import { answerNow } from "./answer-now.ts";
import { countRefusals } from "./count-refusals.ts";
import type { Inbound } from "./inbound.ts";
import { openForm } from "./open-form.ts";
import { parseCommand } from "./parse-command.ts";
import { parseEvent } from "./parse-event.ts";
import { parseInteraction } from "./parse-interaction.ts";
import { reach, reachOnAnswer } from "./reach.ts";
import { receive, type Receiving } from "./receive.ts";
import { requireDeclaredButtons } from "./slack-actions.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { within } from "./within.ts";

/** Slack shows a warning after 3 s. */
const ACK_MS = 2_500;
/** A command that takes longer is answered later. */
const ANSWER_MS = 2_000;
/** A form's trigger lives 3 s: so long it waits to know whether the click is a repeat. */
const NEWNESS_MS = 500;

type Item = Extract<Inbound, { readonly kind: "item" }>;

/**
 * What Slack calls: clicks and forms, commands, events. Whatever it sends is a row before it is answered, and nothing is
 * decided here. Without `deps`, where no signing secret is configured, nothing is at these paths.
 *
 * @param deps.bodyMsMax - For the whole of a body, milliseconds. Default: 10 s.
 */
export function createSlackRoutes(deps: (SlackDeps & { readonly bodyMsMax?: number }) | undefined): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  if (deps === undefined) return routes;
  requireDeclaredButtons();
  const now = deps.now ?? Date.now;
  const receiving: Receiving = {
    inbound: deps.inbound,
    now,
    refused: countRefusals(deps.log, now),
    ...(deps.bodyMsMax === undefined ? {} : { bodyMsMax: deps.bodyMsMax }),
  };
  const take =
    (parse: (text: string) => Inbound, answer: (context: ApiContext, item: Item) => Promise<Response>) =>
    async (context: ApiContext) => {
      const received = await receive(context, parse, receiving);
      if ("answer" in received) return received.answer;
      const { inbound } = received;
      if (inbound.kind === "challenge") return context.text(inbound.challenge);
      if (inbound.kind !== "item") return context.body(null, 200);
      reachOnAnswer(deps, context, inbound.item);
      return await answer(context, inbound);
    };
  routes.post(
    "/slack/interactions",
    take(parseInteraction, async (context, item) => await interact(deps, context, item)),
  );
  routes.post(
    "/slack/commands",
    take(parseCommand, async (context, { key, item }) => {
      if (item.kind !== "command") return context.body(null, 200);
      const receivedAt = now();
      const stored = await store(deps, { key, item, state: "answering" });
      if (stored === "late") return notStored(context);
      if (!stored.isNew) return context.body(null, 200);
      const text = await answerNow(deps, { id: stored.id, item, msMax: ANSWER_MS - (now() - receivedAt) });
      return text === undefined
        ? context.json({ response_type: "ephemeral", text: "One moment, the answer follows." })
        : context.json({ response_type: "ephemeral", text });
    }),
  );
  routes.post(
    "/slack/events",
    take(parseEvent, async (context, { key, item }) => {
      const stored = await store(deps, { key, item, state: "waiting" });
      return stored === "late" ? notStored(context) : context.body(null, 200);
    }),
  );
  return routes;
}

async function interact(deps: SlackDeps, context: ApiContext, { key, item, trigger }: Item): Promise<Response> {
  if (item.kind === "submission" && item.reason.length < REJECT_FORM.shortest) {
    const problem = `Say why, in ${REJECT_FORM.shortest} characters or more.`;
    return context.json({ response_action: "errors", errors: { [REJECT_FORM.block]: problem } });
  }
  const storing = receiveItem(deps, { key, item, state: "waiting" });
  const asksForForm =
    item.kind === "click" && [CHAT_BUTTONS.reject, CHAT_BUTTONS.details].some((id) => id === item.action);
  if (item.kind !== "click" || !asksForForm || trigger === undefined) {
    return (await within(ACK_MS, storing)) === "late" ? notStored(context) : context.body(null, 200);
  }
  // Nothing is lost with this row: it is kept so that a repeat opens nothing, and for the record.
  const newness = await within(
    NEWNESS_MS,
    storing.catch(() => "late" as const),
  );
  storing.catch((error: unknown) => deps.log.error("a click on a button of Slack was not recorded", error));
  if (newness === "late" || newness.isNew)
    deps.background.run("opening a form in Slack", async () => await openForm(deps, item, trigger));
  return context.body(null, 200);
}

type NewItem = Parameters<SlackDeps["inbox"]["receiveSlackItem"]>[0];

async function store(deps: SlackDeps, item: NewItem): Promise<ReceivedSlackItem | "late"> {
  return await within(ACK_MS, receiveItem(deps, item));
}

async function receiveItem(deps: SlackDeps, item: NewItem): Promise<ReceivedSlackItem> {
  const received = await deps.inbox.receiveSlackItem(item);
  reach(deps, "stored", item.item);
  return received;
}

/** Slack shows the person a warning, and they do it again. */
function notStored(context: ApiContext): Response {
  return context.text("it could not be recorded in time: do it again\n", 503);
}
