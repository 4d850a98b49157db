import { z } from "zod";
import type { Callback } from "./callback.ts";
import { deliver, Spoil } from "./deliver.ts";
import { isObject, parseJson } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { View } from "./message.ts";
import { checkedView, newHash } from "./open-view.ts";
import { actorOf, interactionFrom, newTrigger, payloadForm } from "./payload.ts";
import { ControlRefused, Refused } from "./refused.ts";
import type { Slack } from "./slack.ts";
import { viewJson } from "./view-json.ts";

const TROUBLE = "We had some trouble connecting. Try again?";

/** What a person types into a modal before submitting it. */
export const Submit = z.strictObject({
  as: z.string().min(1),
  view: z.string().optional().describe("Id of the view; the one that the user opened last unless given."),
  values: z.record(z.string(), z.string()).default({}).describe("Texts by block id."),
  isUnchecked: z.boolean().default(false).describe("Whether it is sent although an input breaks its own rules."),
  spoil: Spoil.default({}),
});
/** A modal to submit. */
export type Submit = z.infer<typeof Submit>;

/** Which modal a person closes. */
export const Close = Submit.pick({ as: true, view: true, spoil: true });

/** Submits a modal. It stays open while the app finds errors, or does not answer well. */
export async function submitView(slack: Slack, wish: Submit): Promise<{ callback: Callback; view: View }> {
  const { actor, view } = openViewOf(slack, wish);
  const values = wish.isUnchecked ? wish.values : checkedValues(view, wish.values);
  const call = { actor: actor.user.id, cause: "person" } as const;
  const { trigger, write } = newTrigger(slack, actor.user.id);
  const payload = {
    type: "view_submission",
    ...interactionFrom(slack, actor, wish.spoil),
    trigger_id: trigger.id,
    view: viewJson(view, actor.token, stateOf(view, values)),
    response_urls: [],
  };
  const callback = await deliver(slack, {
    kind: "view_submission",
    url: slack.settings.interactivityUrl,
    contentType: "application/x-www-form-urlencoded",
    body: payloadForm(payload),
    user: actor.user.id,
    spoil: wish.spoil,
    writes: [write],
  });
  const after = viewAfter({ ...view, typed: values }, callback);
  await slack.commit(call, {
    op: "view.submit",
    effectId: view.id,
    after: { state: after.state, errors: after.errors, typed: values, warning: after.warning ?? null },
    writes: [{ table: "view", id: view.id, row: after }],
  });
  return { callback, view: after };
}

/** Closes a modal. The app hears of it when the view asked for that. */
export async function closeView(slack: Slack, wish: z.infer<typeof Close>): Promise<Callback | undefined> {
  const { actor, view } = openViewOf(slack, wish);
  await slack.commit(
    { actor: actor.user.id, cause: "person" },
    {
      op: "view.close",
      effectId: view.id,
      writes: [{ table: "view", id: view.id, row: { ...view, state: "closed" } }],
    },
  );
  if (view.content["notify_on_close"] !== true) return undefined;
  const payload = {
    type: "view_closed",
    ...interactionFrom(slack, actor, wish.spoil),
    view: viewJson(view, actor.token),
    is_cleared: false,
  };
  return await deliver(slack, {
    kind: "view_closed",
    url: slack.settings.interactivityUrl,
    contentType: "application/x-www-form-urlencoded",
    body: payloadForm(payload),
    user: actor.user.id,
    spoil: wish.spoil,
  });
}

function openViewOf(slack: Slack, { as, view: id }: Pick<Submit, "as" | "view">) {
  const { user } = actorOf(slack, as);
  const views = [...slack.world.view.values()].filter(
    ({ user: owner, state }) => owner === user.id && state === "open",
  );
  const view = id === undefined ? views.at(-1) : views.find((other) => other.id === id);
  if (view === undefined) throw new ControlRefused(404, `${user.id} has no such modal open.`);
  return { actor: actorOf(slack, user.id, view.teamId), view };
}

function viewAfter(view: View, { answer, problem }: Callback): View {
  const { warning: _warning, ...plain } = view;
  if (problem !== null || answer === null) return { ...plain, errors: {}, warning: TROUBLE };
  const body = answer.body.trim() === "" ? {} : parseJson(answer.body);
  if (!isObject(body)) return { ...plain, errors: {}, warning: TROUBLE };
  switch (body["response_action"]) {
    case undefined:
    case "clear":
      return { ...plain, errors: {}, state: "submitted" };
    case "errors":
      return { ...plain, ...errorsIn(view, body["errors"]) };
    case "update":
    case "push":
      return { ...plain, errors: {}, ...contentIn(body["view"]) };
    default:
      return { ...plain, errors: {}, warning: TROUBLE };
  }
}

// Errors of a block that is no input make Slack refuse the answer.
function errorsIn(view: View, errors: unknown): Pick<View, "errors" | "warning"> {
  const inputs = inputsOf(view).map(({ blockId }) => blockId);
  const isGood =
    isObject(errors) && Object.keys(errors).length > 0 && Object.keys(errors).every((id) => inputs.includes(id));
  if (!isGood) return { errors: {}, warning: TROUBLE };
  return { errors: Object.fromEntries(Object.entries(errors).map(([id, text]) => [id, String(text)])) };
}

function contentIn(content: unknown): Pick<View, "content" | "hash" | "typed"> | Pick<View, "warning"> {
  try {
    return { content: checkedView(content), hash: newHash(), typed: {} };
  } catch (error) {
    if (error instanceof Refused) return { warning: TROUBLE };
    throw error;
  }
}

/** An input of a modal. */
interface Input {
  readonly blockId: string;
  readonly actionId: string;
  readonly element: JsonObject;
  readonly isOptional: boolean;
}

/** The inputs of a modal, from top to bottom. */
export function inputsOf({ content }: View): Input[] {
  const blocks = content["blocks"] as readonly JsonObject[];
  return blocks.flatMap((block) => {
    const element = block["element"];
    if (block["type"] !== "input" || !isObject(element)) return [];
    const [blockId, actionId] = [String(block["block_id"]), String(element["action_id"])];
    return [{ blockId, actionId, element, isOptional: block["optional"] === true }];
  });
}

// Slack's own clients refuse these before the app hears of them.
function checkedValues(view: View, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const { blockId, element, isOptional } of inputsOf(view)) {
    const text = values[blockId] ?? "";
    const { min_length: min = 0, max_length: max = 3000 } = element as { min_length?: number; max_length?: number };
    if (text === "" && !isOptional) errors[blockId] = "Please complete this required field.";
    if (text !== "" && text.length < min) errors[blockId] = `Please enter at least ${min} characters.`;
    if (text.length > max) errors[blockId] = `Please enter no more than ${max} characters.`;
  }
  if (Object.keys(errors).length > 0) throw new ControlRefused(400, "An input breaks its rules.", { errors });
  return values;
}

function stateOf(view: View, values: Readonly<Record<string, string>>): JsonObject {
  const states = inputsOf(view).map(({ blockId, actionId, element }) => {
    const value = values[blockId] ?? null;
    return [blockId, { [actionId]: { type: element["type"], ...stateValue(element, value === "" ? null : value) } }];
  });
  return Object.fromEntries(states);
}

function stateValue(element: JsonObject, value: string | null): JsonObject {
  if (element["type"] === "plain_text_input") return { value };
  const options = (Array.isArray(element["options"]) ? element["options"] : []) as readonly JsonObject[];
  return { selected_option: options.find((option) => option["value"] === value) ?? null };
}
