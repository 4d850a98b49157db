import { html } from "hono/html";
import type { Callback, CallbackKind } from "./callback.ts";
import { keyOf } from "./message.ts";
import { repliesTo } from "./message-json.ts";
import { composer } from "./composer.ts";
import { ephemeralCard, messageCard } from "./message-card.ts";
import { hrefOf, namesIn } from "./page-view.ts";
import type { PageView } from "./page-view.ts";
import { timeText } from "./render-date.ts";
import { renderMrkdwn } from "./render-mrkdwn.ts";
import type { Markup } from "./render-mrkdwn.ts";
import type { Slack } from "./slack.ts";

const LINES_MAX = 30;

const TEXT_BY_KIND: Readonly<Record<CallbackKind, string>> = {
  block_actions: "click",
  view_submission: "modal",
  view_closed: "modal closed",
  command: "command",
  event: "event",
  url_verification: "address check",
  ssl_check: "TLS check",
};

/** What stands at the right: the thread that is open, or what the app notified people of and was called for. */
export function sidePane(slack: Slack, view: PageView): Markup {
  return view.thread === undefined ? activity(slack, view) : thread(slack, { ...view, thread: view.thread });
}

function thread(slack: Slack, view: PageView & { readonly thread: string }): Markup {
  const { world } = slack;
  const parent = world.message.get(keyOf({ channel: view.channel.id, ts: view.thread }));
  const isHere = (row: { readonly channel: string; readonly threadTs?: string }) => {
    return row.channel === view.channel.id && row.threadTs === view.thread;
  };
  const privates = [...world.ephemeral.values()].filter((row) => isHere(row) && isShownTo(row, view));
  const replies = parent === undefined ? [] : repliesTo(world, parent);
  return html`<header>
      <h2>Thread</h2>
      <a class="button" href="${hrefOf(view)}" aria-label="Close the thread">✕</a>
    </header>
    <div class="list" id="thread">
      ${
        parent === undefined || parent.isDeleted
          ? html`<p class="empty">This message was deleted.</p>`
          : messageCard(slack, view, parent)
      }
      ${replies.map((message) => messageCard(slack, view, message))}
      ${privates.map((ephemeral) => ephemeralCard(slack, view, ephemeral))}
    </div>
    ${composer(view, { inThread: view.thread })}`;
}

/** Whether a private message is shown to who looks. */
export function isShownTo(
  { user, isRemoved }: { readonly user: string; readonly isRemoved: boolean },
  view: PageView,
): boolean {
  return user === view.user.id && !isRemoved;
}

function activity(slack: Slack, view: PageView): Markup {
  const posts = slack.log.effects().filter(({ op, cause }) => op === "message.post" && cause === "api");
  const callbacks = [...slack.world.callback.values()].toReversed();
  return html`<header><h2>Notifications</h2></header>
    <div class="list" id="activity">
      ${posts.length === 0 ? html`<p class="empty">The app has notified nobody yet.</p>` : ""}
      ${posts
        .slice(-LINES_MAX)
        .toReversed()
        .map(({ at, channel, after }) => {
          const { text } = after as { text: string };
          const name = slack.world.channel.get(channel ?? "")?.name ?? channel ?? "";
          return html`<p class="entry">
            <a href="${hrefOf(view, { channel: channel ?? view.channel.id })}">#${name}</a>
            <span class="quiet">${timeText(Date.parse(at))}</span><br />
            ${renderMrkdwn(text, namesIn(slack))}
          </p>`;
        })}
      <h2>Calls of the app</h2>
      ${callbacks.length === 0 ? html`<p class="empty">It was not called yet.</p>` : ""}
      ${callbacks.slice(0, LINES_MAX).map((callback) => callbackLine(slack, callback))}
    </div>`;
}

function callbackLine({ world }: Slack, { kind, user, at, ms, problem, answer, headers }: Callback): Markup {
  const retry = headers["x-slack-retry-num"];
  const tone = problem === null ? (ms === null ? "" : "yes") : "no";
  const result = answer?.status ?? problem ?? "under way";
  return html`<p class="entry call">
    <span class="badge ${tone}">${result}</span> <span>${TEXT_BY_KIND[kind]}</span>
    ${user === null ? "" : html`<span class="quiet">by ${world.user.get(user)?.name ?? user}</span>`}
    ${retry === undefined ? "" : html`<span class="quiet">repeat ${retry}</span>`}
    <span class="quiet">${timeText(Date.parse(at))}${ms === null ? "" : `, ${ms} ms`}</span>
  </p>`;
}
