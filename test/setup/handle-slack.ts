import { vi } from "vitest";
import { handleSlackInbox } from "../../api/slack/handle-inbox.ts";
import type { Inbound } from "../../api/slack/inbound.ts";
import { parseInteraction } from "../../api/slack/parse-interaction.ts";
import type { SlackDeps } from "../../api/slack/slack-deps.ts";
import { createBell } from "../../api/wakes/bell.ts";
import { clickPayload, formOf, formPayload, type SlackWorld, TEAM } from "./slack-world.ts";

/** Stores what was sent as the routes do, handles all of it, and answers the outcomes. */
export async function handle(world: SlackWorld, sent: readonly Inbound[], deps: SlackDeps = world.deps) {
  for (const one of sent) {
    if (one.kind !== "item") throw new Error(`${one.kind} is not stored`);
    await world.inbox.receiveSlackItem({ key: one.key, item: one.item, state: "waiting" });
  }
  const stop = new AbortController();
  const commits = createBell();
  const ringing = setInterval(() => commits.ring(), 2);
  const loop = handleSlackInbox(deps, { commits, signal: stop.signal });
  await vi.waitUntil(() => world.inbox.rows.every(({ state }) => state === "handled"), { timeout: 10_000 });
  clearInterval(ringing);
  stop.abort();
  await loop.ended;
  return world.inbox.rows.map(({ outcome }) => outcome);
}
/** A click, read as the routes read it. */
export const click = (...how: Parameters<typeof clickPayload>) => parseInteraction(formOf(clickPayload(...how)));
/** A form that was sent, read as the routes read it. */
export const form = (...how: Parameters<typeof formPayload>) => parseInteraction(formOf(formPayload(...how)));
/** A change of the button that was clicked. */
export const button = (change: object) => ({
  actions: [{ ...(clickPayload("approve")["actions"] as object[])[0], ...change }],
});
/** Another account that clicked. */
export const by = (user: string, team = TEAM) => ({ user: { id: user, team_id: team } });
/** Everything that people were told privately. */
export const said = (world: SlackWorld) => world.whispers.map(({ text }) => text).join("\n");
