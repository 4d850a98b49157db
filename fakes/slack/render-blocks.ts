import { html } from "hono/html";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { withEmoji } from "./emoji.ts";
import { NOTHING, plainText, renderMrkdwn } from "./render-mrkdwn.ts";
import type { Markup, NameOf } from "./render-mrkdwn.ts";

/** How blocks are shown. */
export interface BlockView {
  readonly nameOf: NameOf;
  /** Shows a button, or another element that can be used. */
  showElement(element: JsonObject): Markup;
}

/** Blocks as HTML. */
export function renderBlocks(blocks: readonly JsonObject[], view: BlockView): Markup {
  return html`${blocks.map((block) => renderBlock(block, view))}`;
}

/** A text object as HTML. */
export function renderText(text: unknown, nameOf: NameOf): Markup {
  if (!isObject(text)) return NOTHING;
  const content = String(text["text"] ?? "");
  return text["type"] === "mrkdwn" ? renderMrkdwn(content, nameOf) : html`${withEmoji(plainText(content))}`;
}

function renderBlock(block: JsonObject, view: BlockView): Markup {
  const { nameOf } = view;
  switch (block["type"]) {
    case "header":
      return html`<h3>${renderText(block["text"], nameOf)}</h3>`;
    case "divider":
      return html`<hr />`;
    case "section":
      return renderSection(block, view);
    case "context":
      return html`<div class="context">
        ${listIn(block["elements"]).map((element) => html`<span>${renderPart(element, nameOf)}</span>`)}
      </div>`;
    case "actions":
      return html`<div class="actions">${listIn(block["elements"]).map((element) => view.showElement(element))}</div>`;
    case "image":
      return renderPart(block, nameOf);
    default:
      return html`<p class="quiet">A block of type ${String(block["type"])}, which is not drawn here.</p>`;
  }
}

function renderSection(block: JsonObject, { nameOf, showElement }: BlockView): Markup {
  const { text, accessory } = block;
  const fields = listIn(block["fields"]);
  return html`<div class="section">
    <div class="grow">
      ${text === undefined ? NOTHING : html`<p>${renderText(text, nameOf)}</p>`}
      ${
        fields.length === 0
          ? NOTHING
          : html`<div class="fields">${fields.map((field) => html`<p>${renderText(field, nameOf)}</p>`)}</div>`
      }
    </div>
    ${isObject(accessory) ? showElement(accessory) : NOTHING}
  </div>`;
}

// Pictures lie elsewhere, and this page loads nothing from there.
function renderPart(element: JsonObject, nameOf: NameOf): Markup {
  if (element["type"] !== "image") return renderText(element, nameOf);
  return html`<span class="quiet">[${String(element["alt_text"] ?? "picture")}]</span>`;
}

function listIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
