import { setTimeout as sleep } from "node:timers/promises";
import type { Herd } from "./gather-herd.ts";
import { herdStand } from "./herd-rows.ts";
import { inLanes } from "./in-lanes.ts";

const BATCH = 200;
const LANES = 8;
const PAUSE_MS = 25;
const COUNT_EVERY_MS = 500;

/** Delivers looks as they come due, as the dispatcher does, until so many promotions are verified, or the time is over. */
export async function letGo(
  { lane, look, turn }: Herd,
  { verified, limitMs }: { readonly verified: number; readonly limitMs: number },
): Promise<void> {
  const until = Date.now() + limitMs;
  let countAt = 0;
  while (Date.now() < until) {
    const due = await lane.store.pendingLooks(BATCH);
    await inLanes(due, LANES, async ({ id, target }) => {
      await lane.store.looksDelivered([id]);
      if (target.kind === "promotion") await look(target.id);
      else await turn(target.id);
    });
    if (due.length > 0) continue;
    if (Date.now() >= countAt) {
      if ((await herdStand(lane.postgres.rows)).verified >= verified) return;
      countAt = Date.now() + COUNT_EVERY_MS;
    }
    await sleep(PAUSE_MS);
  }
}
