import { html, raw } from "hono/html";
import type { PageView } from "./page-view.ts";
import { hiddenFields } from "./render-button.ts";
import { NOTHING } from "./render-mrkdwn.ts";
import type { Markup } from "./render-mrkdwn.ts";

/** The box to write in. A text that begins with a slash is a command, except in a thread. */
export function composer(
  { user, channel, ...view }: PageView,
  { inThread }: { readonly inThread?: string } = {},
): Markup {
  const isMember = channel.members.includes(user.id);
  const isOpen = isMember && !channel.isArchived && !user.isDeactivated;
  if (!isOpen) return html`<p class="composer quiet">${reasonOf({ ...view, user, channel })}</p>`;
  const hint =
    inThread === undefined ? `Message #${channel.name}, or a /command` : "Reply. Commands do not run in threads";
  return html`<form class="composer" method="post" action="/act/say">
    ${hiddenFields({ ...view, user, channel })}
    ${inThread === undefined ? NOTHING : html`<input type="hidden" name="isReply" value="yes" />`}
    <input
      class="grow"
      name="text"
      aria-label="${hint}"
      placeholder="${hint}"
      autocomplete="off"
      required
      ${raw(inThread === undefined ? "" : String.raw`pattern="[^\/].*" title="Commands do not run in threads."`)}
    />
    <button class="yes">Send</button>
  </form>`;
}

function reasonOf({ user, channel }: PageView): string {
  if (channel.isArchived) return "This channel is archived.";
  return user.isDeactivated ? `${user.realName} is deactivated.` : `${user.realName} is not in this channel.`;
}
