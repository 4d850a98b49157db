import { html, raw } from "hono/html";
import { composer } from "./composer.ts";
import { dialogs } from "./dialogs.ts";
import type { Ephemeral, Message } from "./message.ts";
import { ephemeralCard, messageCard } from "./message-card.ts";
import { hrefOf, isVisible } from "./page-view.ts";
import type { PageView } from "./page-view.ts";
import { NOTHING } from "./render-mrkdwn.ts";
import type { Markup } from "./render-mrkdwn.ts";
import { isShownTo, sidePane } from "./side-panes.ts";
import type { Slack } from "./slack.ts";
import type { Channel, User } from "./workspace.ts";
import { microsOf } from "./world.ts";

const MESSAGES_MAX = 100;

/** A channel as a person sees it. */
export function channelPage(slack: Slack, view: PageView): Markup {
  const { channel, problem } = view;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${nameOf(channel)} · Simulated Slack</title>
        <link rel="stylesheet" href="/page.css" />
        <script src="/page.js" defer></script>
      </head>
      <body class="${view.thread === undefined ? "" : "with-thread"}">
        <nav id="sidebar">${sidebar(slack, view)}</nav>
        <main>
          <header>
            <h1>${nameOf(channel)}</h1>
            <span class="quiet">${channel.members.length} members${channel.isArchived ? ", archived" : ""}</span>
          </header>
          ${problem === undefined ? NOTHING : html`<p class="warning" role="alert">${problem}</p>`}
          <div id="timeline">
            <div id="messages" aria-live="polite">${timeline(slack, view)}</div>
          </div>
          ${composer(view)}
        </main>
        <aside id="side">${sidePane(slack, view)}</aside>
        <div id="dialogs">${dialogs(slack, view)}</div>
      </body>
    </html>`;
}

function sidebar({ world, settings, faults }: Slack, view: PageView): Markup {
  const { user, channel: current } = view;
  const channels = [...world.channel.values()].filter((channel) => isVisible(channel, user));
  const waiting = faults.list().filter(({ left }) => left !== 0).length;
  const group = (list: readonly Channel[]) => list.map((channel) => channelLink(view, channel));
  const directs = channels.filter(({ kind }) => kind === "direct");
  return html`<p class="brand">
      <b>${world.team.get(user.teamId)?.name ?? "Slack"}</b> <span class="badge">simulated</span>
    </p>
    <form class="act-as" method="get" action="/channels/${current.id}">
      <label for="as">Act as</label>
      <span class="row">
        <select id="as" name="as">
          ${[...world.user.values()].filter(({ kind }) => kind !== "bot").map((other) => userOption(other, user))}
        </select>
        <button>Switch</button>
      </span>
    </form>
    <h2>Channels</h2>
    ${group(channels.filter(({ kind, isArchived }) => kind !== "direct" && !isArchived))}
    ${directs.length === 0 ? NOTHING : html`<h2>Direct messages</h2>`} ${group(directs)}
    <h2>Archived</h2>
    ${group(channels.filter(({ isArchived }) => isArchived))}
    ${settings.outage === "none" ? NOTHING : html`<p class="warning">Outage: ${settings.outage}</p>`}
    ${waiting === 0 ? NOTHING : html`<p class="warning">${waiting === 1 ? "1 fault waits" : `${waiting} faults wait`}</p>`}`;
}

function channelLink(view: PageView, channel: Channel): Markup {
  const current = raw(channel.id === view.channel.id ? 'aria-current="page"' : "");
  return html`<a class="channel" href="${hrefOf(view, { channel: channel.id })}" ${current}>${nameOf(channel)}</a>`;
}

function userOption(user: User, current: User): Markup {
  const kind = user.isDeactivated ? "deactivated" : user.kind === "member" ? "" : user.kind.replaceAll("-", " ");
  const notes = [kind, user.teamId === current.teamId ? "" : user.teamId].filter((note) => note !== "");
  const selected = raw(user.id === current.id ? "selected" : "");
  return html`<option value="${user.id}" ${selected}>
    ${user.realName}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}
  </option>`;
}

function nameOf({ kind, name }: Channel): string {
  if (kind === "direct") return `@ ${name}`;
  return kind === "private" ? `🔒 ${name}` : `# ${name}`;
}

type Row = { readonly ts: string; readonly message: Message } | { readonly ts: string; readonly ephemeral: Ephemeral };

function timeline(slack: Slack, view: PageView): Markup {
  const { world } = slack;
  const { channel } = view;
  const messages = [...world.message.values()]
    .filter((message) => message.channel === channel.id && !message.isDeleted)
    .filter(({ threadTs, isBroadcast }) => threadTs === undefined || isBroadcast)
    .map((message): Row => ({ ts: message.ts, message }));
  const ephemerals = [...world.ephemeral.values()]
    .filter((ephemeral) => ephemeral.channel === channel.id && ephemeral.threadTs === undefined)
    .filter((ephemeral) => isShownTo(ephemeral, view))
    .map((ephemeral): Row => ({ ts: ephemeral.ts, ephemeral }));
  const rows = [...messages, ...ephemerals].toSorted((one, other) => microsOf(one.ts) - microsOf(other.ts));
  if (rows.length === 0) return html`<p class="empty">Nobody has written here yet.</p>`;
  return html`${rows.slice(-MESSAGES_MAX).map((row) => {
    return "message" in row ? messageCard(slack, view, row.message) : ephemeralCard(slack, view, row.ephemeral);
  })}`;
}
