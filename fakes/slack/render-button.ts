import { html } from "hono/html";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { hrefOf } from "./page-view.ts";
import type { PageView } from "./page-view.ts";
import { renderText } from "./render-blocks.ts";
import { NOTHING, plainText } from "./render-mrkdwn.ts";
import type { Markup, NameOf } from "./render-mrkdwn.ts";

/** What a button is in: the page, and the message on it. */
export interface ButtonPlace {
  readonly view: PageView;
  readonly ts: string;
  readonly nameOf: NameOf;
}

/** An element that can be used. A button with a question leads to it; others click at once. */
export function renderElement(element: JsonObject, place: ButtonPlace): Markup {
  const { view, ts, nameOf } = place;
  const { action_id: actionId, text, confirm, url, options } = element;
  if (element["type"] !== "button") {
    const list = Array.isArray(options) ? options.filter(isObject) : [];
    return clickForm(place, String(actionId), {
      inside: html`<select name="value" aria-label="Choose">
          ${list.map((option) => {
            return html`<option value="${String(option["value"])}">${renderText(option["text"], nameOf)}</option>`;
          })}
        </select>
        <button>Choose</button>`,
    });
  }
  const tone = toneOf(element["style"]);
  if (isObject(confirm)) {
    const href = hrefOf(view, { thread: view.thread, asked: { ts, actionId: String(actionId) } });
    return html`<a class="button ${tone}" href="${href}">${renderText(text, nameOf)}</a>`;
  }
  const isLink = typeof url === "string" && /^https?:\/\//i.test(plainText(url));
  return clickForm(place, String(actionId), {
    inside: html`<button class="${tone}">${renderText(text, nameOf)}${isLink ? " ↗" : ""}</button>`,
    target: isLink ? "_blank" : "_self",
  });
}

/** A form that clicks on an element. */
export function clickForm(
  { view, ts }: Pick<ButtonPlace, "view" | "ts">,
  actionId: string,
  { inside, target = "_self" }: { readonly inside: Markup; readonly target?: "_blank" | "_self" },
): Markup {
  return html`<form method="post" action="/act/click" target="${target}">
    ${hiddenFields(view)}
    <input type="hidden" name="ts" value="${ts}" />
    <input type="hidden" name="actionId" value="${actionId}" />
    ${inside}
  </form>`;
}

/** What every form says: who acts, and where to come back to. */
export function hiddenFields({ user, channel, thread }: PageView): Markup {
  return html`<input type="hidden" name="as" value="${user.id}" />
    <input type="hidden" name="channel" value="${channel.id}" />
    ${thread === undefined ? NOTHING : html`<input type="hidden" name="thread" value="${thread}" />`}`;
}

/** The class of a button of that style. */
export function toneOf(style: unknown): string {
  if (style === "primary") return "yes";
  return style === "danger" ? "no" : "";
}
