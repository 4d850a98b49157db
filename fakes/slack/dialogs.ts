import { html, raw } from "hono/html";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { keyOf } from "./message.ts";
import type { View } from "./message.ts";
import { elementOf } from "./click.ts";
import { hrefOf, namesIn } from "./page-view.ts";
import type { PageView } from "./page-view.ts";
import { clickForm, hiddenFields, toneOf } from "./render-button.ts";
import { renderBlocks, renderText } from "./render-blocks.ts";
import { NOTHING } from "./render-mrkdwn.ts";
import type { Markup, NameOf } from "./render-mrkdwn.ts";
import type { Slack } from "./slack.ts";

/** What lies over the page: the modal that the person has open, or the question of a button; nothing else. */
export function dialogs(slack: Slack, view: PageView): Markup {
  const views = [...slack.world.view.values()];
  const open = views.findLast(({ user, state }) => user === view.user.id && state === "open");
  return open === undefined ? question(slack, view) : modal(slack, view, open);
}

function modal(slack: Slack, page: PageView, view: View): Markup {
  const nameOf = namesIn(slack);
  const { title, submit, close } = view.content;
  const blocks = view.content["blocks"] as readonly JsonObject[];
  const version = `${view.id} ${view.hash} ${JSON.stringify(view.errors)} ${view.warning ?? ""}`;
  return html`<section class="backdrop" data-version="${version}">
    <form class="dialog" method="post" action="/act/submit" role="dialog" aria-modal="true" aria-labelledby="title">
      ${hiddenFields(page)}
      <input type="hidden" name="view" value="${view.id}" />
      <header><h2 id="title">${renderText(title, nameOf)}</h2></header>
      ${view.warning === undefined ? NOTHING : html`<p class="warning" role="alert">⚠️ ${view.warning}</p>`}
      ${blocks.map((block) => (block["type"] === "input" ? input(block, { view, nameOf }) : other(block, nameOf)))}
      <footer>
        <button class="quiet-button" formaction="/act/close" formnovalidate>
          ${isObject(close) ? renderText(close, nameOf) : "Close"}
        </button>
        ${isObject(submit) ? html`<button class="yes">${renderText(submit, nameOf)}</button>` : NOTHING}
      </footer>
    </form>
  </section>`;
}

function other(block: JsonObject, nameOf: NameOf): Markup {
  return renderBlocks([block], { nameOf, showElement: () => NOTHING });
}

function input(block: JsonObject, { view, nameOf }: { readonly view: View; readonly nameOf: NameOf }): Markup {
  const id = String(block["block_id"]);
  const error = view.errors[id];
  const name = `value:${id}`;
  const about = `error-${id}`;
  return html`<div class="input">
    <label for="${name}"
      >${renderText(block["label"], nameOf)}${
        block["optional"] === true ? html` <span class="quiet">(optional)</span>` : NOTHING
      }</label
    >
    ${field(block, { name, about, typed: view.typed[id] ?? "" })}
    ${error === undefined ? NOTHING : html`<p class="error" id="${about}" role="alert">${error}</p>`}
    ${isObject(block["hint"]) ? html`<p class="quiet">${renderText(block["hint"], nameOf)}</p>` : NOTHING}
  </div>`;
}

function field(
  block: JsonObject,
  { name, about, typed }: { readonly name: string; readonly about: string; readonly typed: string },
): Markup {
  const element = isObject(block["element"]) ? block["element"] : {};
  const common = html`id="${name}" name="${name}" aria-describedby="${about}"`;
  const required = raw(block["optional"] === true ? "" : "required");
  if (element["type"] === "plain_text_input") {
    const { min_length: min = 0, max_length: max = 3000, multiline, initial_value: initial = "" } = element;
    const limits = html`minlength="${Number(min)}" maxlength="${Number(max)}"`;
    const value = typed === "" ? String(initial) : typed;
    if (multiline === true) return html`<textarea ${common} ${limits} ${required} rows="4">${value}</textarea>`;
    return html`<input ${common} ${limits} ${required} value="${value}" />`;
  }
  const options = Array.isArray(element["options"]) ? element["options"].filter(isObject) : [];
  return html`<select ${common} ${required}>
    ${options.map((option) => {
      const value = String(option["value"]);
      const selected = raw(value === typed ? "selected" : "");
      return html`<option value="${value}" ${selected}>${renderText(option["text"], () => undefined)}</option>`;
    })}
  </select>`;
}

function question(slack: Slack, view: PageView): Markup {
  const { asked, channel, user } = view;
  if (asked === undefined) return NOTHING;
  const key = keyOf({ channel: channel.id, ts: asked.ts });
  const message = slack.world.message.get(key);
  const ephemeral = slack.world.ephemeral.get(key);
  const shown = message?.isDeleted === false ? message : ephemeral?.user === user.id ? ephemeral : undefined;
  const element = shown === undefined ? undefined : elementOf(shown, asked.actionId)?.element;
  const confirm = element?.["confirm"];
  if (!isObject(confirm)) return NOTHING;
  const nameOf = namesIn(slack);
  const tone = confirm["style"] === "danger" ? toneOf("danger") : "yes";
  return html`<section class="backdrop" data-version="${asked.ts} ${asked.actionId}">
    <div class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="title">
      <header><h2 id="title">${renderText(confirm["title"], nameOf)}</h2></header>
      <p>${renderText(confirm["text"], nameOf)}</p>
      <footer>
        <a class="button" href="${hrefOf(view, { thread: view.thread })}">${renderText(confirm["deny"], nameOf)}</a>
        ${clickForm({ view, ts: asked.ts }, asked.actionId, {
          inside: html`<button class="${tone}">${renderText(confirm["confirm"], nameOf)}</button>`,
        })}
      </footer>
    </div>
  </section>`;
}
