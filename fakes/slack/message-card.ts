import { html } from "hono/html";
import type { Callback } from "./callback.ts";
import { keyOf } from "./message.ts";
import type { Ephemeral, Message } from "./message.ts";
import { repliesTo } from "./message-json.ts";
import { hrefOf, namesIn } from "./page-view.ts";
import type { PageView } from "./page-view.ts";
import { hiddenFields, renderElement } from "./render-button.ts";
import { renderBlocks } from "./render-blocks.ts";
import { timeText } from "./render-date.ts";
import { NOTHING, renderMrkdwn } from "./render-mrkdwn.ts";
import type { Markup } from "./render-mrkdwn.ts";
import type { Slack } from "./slack.ts";
import { microsOf } from "./world.ts";

const COLOURS = 6;

/** A message as its channel or thread shows it. */
export function messageCard(slack: Slack, view: PageView, message: Message): Markup {
  const user = slack.world.user.get(message.user);
  const replies = message.threadTs === undefined ? repliesTo(slack.world, message) : [];
  const isApp = message.botId !== undefined;
  return html`<article class="message">
    ${avatar(message.user, user?.realName ?? message.user)}
    <div class="grow">
      <div class="line">
        <b>${user?.realName ?? message.user}</b>${isApp ? html`<span class="badge">App</span>` : NOTHING}
        ${timeOf(message.ts)}${message.editedTs === undefined ? NOTHING : html`<span class="quiet">(edited)</span>`}
        <span class="tools">
          <a href="${hrefOf(view, { thread: message.threadTs ?? message.ts })}">Reply</a>${deleteForm(view, message)}
        </span>
      </div>
      ${bodyOf(slack, view, message)} ${warningOf(slack, view, message)}
      ${
        replies.length === 0 || view.thread === message.ts
          ? NOTHING
          : html`<a class="replies" href="${hrefOf(view, { thread: message.ts })}">
              ${replies.length === 1 ? "1 reply" : `${replies.length} replies`}
            </a>`
      }
    </div>
  </article>`;
}

/** A message that the person alone sees. */
export function ephemeralCard(slack: Slack, view: PageView, ephemeral: Ephemeral): Markup {
  const isApp = ephemeral.from === "app";
  const name = isApp ? appName(slack) : "Slackbot";
  return html`<article class="message private">
    ${avatar(isApp ? appUser(slack) : "slackbot", name)}
    <div class="grow">
      <div class="quiet">Only visible to you</div>
      <div class="line"><b>${name}</b><span class="badge">App</span> ${timeOf(ephemeral.ts)}</div>
      ${bodyOf(slack, view, ephemeral)} ${warningOf(slack, view, ephemeral)}
    </div>
  </article>`;
}

function bodyOf(slack: Slack, view: PageView, { ts, text, blocks }: Message | Ephemeral): Markup {
  const nameOf = namesIn(slack);
  if (blocks.length === 0) return html`<p>${renderMrkdwn(text, nameOf)}</p>`;
  const showElement = (element: (typeof blocks)[number]) => renderElement(element, { view, ts, nameOf });
  return renderBlocks(blocks, { nameOf, showElement });
}

/** What the person is told when the app did not answer a click well. */
function warningOf(slack: Slack, { user }: PageView, message: Message | Ephemeral): Markup {
  const key = keyOf(message);
  const last = [...slack.world.callback.values()].findLast(({ about, user: who }) => about === key && who === user.id);
  if (last === undefined || last.problem === null) return NOTHING;
  return html`<p class="warning" role="alert">⚠️ ${warningText(appName(slack), last)}</p>`;
}

function warningText(app: string, { problem, answer }: Callback): string {
  if (problem === "late") return `${app} did not answer in time. Try again.`;
  if (problem === "not-200") return `${app} answered ${answer?.status ?? "badly"}. Try again.`;
  return problem === "no-url" ? `${app} has no address for clicks.` : `${app} could not be reached. Try again.`;
}

function deleteForm(view: PageView, { ts, channel }: Message): Markup {
  return html`<form method="post" action="/act/delete">
    ${hiddenFields({ ...view, channel: { ...view.channel, id: channel } })}
    <input type="hidden" name="ts" value="${ts}" />
    <button class="plain">Delete</button>
  </form>`;
}

/** A coloured square with initials. */
export function avatar(id: string, name: string): Markup {
  const colour = Buffer.from(id).reduce((sum, byte) => sum + byte, 0) % COLOURS;
  const words = name.split(/\s+/).filter((word) => word !== "");
  const initials = words.slice(0, 2).map((word) => word.charAt(0).toUpperCase());
  return html`<span class="avatar c${colour}" aria-hidden="true">${initials.join("")}</span>`;
}

function timeOf(ts: string): Markup {
  const atMs = microsOf(ts) / 1000;
  const iso = new Date(atMs).toISOString();
  return html`<time class="quiet" datetime="${iso}" title="${iso}">${timeText(atMs)}</time>`;
}

function appUser({ world }: Slack): string {
  return [...world.token.values()][0]?.botUserId ?? "app";
}

function appName(slack: Slack): string {
  return slack.world.user.get(appUser(slack))?.realName ?? "The app";
}
