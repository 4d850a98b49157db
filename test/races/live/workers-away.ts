import { waitUntil } from "../../../embedded/process/wait-until.ts";
import { type Random } from "../../crash/random.ts";
import { isOver, RELEASES } from "./race-line.ts";
import { asked, carry, codeOf, type RaceStage } from "./race-stage.ts";

/** How people of these stages are asked: they have little time. */
export const AWAY_WITHIN_S = 20;
/** What has to happen, each in at least this share of the times that it is run. */
export const AWAY_HAPPENS: Readonly<Record<string, number>> = {
  "it expires with the workers away": 0.3,
  "it is decided with the workers away": 0.15,
  "a vote at its end does not count": 0.1,
};
/** Name of this kind of race. */
export const AWAY = "the workers are away";

const LIMIT_MS = 120_000;
const WAYS = ["nobody votes", "just before", "at the end", "one in time", "after it"] as const;

/** Asks in every stage, takes the workers away, lets people vote and the time pass, and brings the workers back. */
export async function runAway(stages: readonly RaceStage[], random: Random): Promise<void> {
  const [first] = stages;
  if (first === undefined) return;
  const { holdfast } = first;
  const ways = random.shuffle(stages.map((_, place) => WAYS[place % WAYS.length] ?? "nobody votes"));
  const open = await Promise.all(
    stages.map(async (stage, place) => {
      const promotionId = await stage.line.promote(RELEASES.next, await stage.people.actor("ana"));
      return { stage, promotionId, approval: await asked(stage, promotionId), way: ways[place] };
    }),
  );
  await holdfast.orchestrator.stop();
  try {
    const votes = open.map(async ({ stage, approval, way }) => {
      const { expiresAt } = approval;
      if (way === "nobody votes" || way === "after it") return;
      const early = await stage.people.vote("bo", approval.id, "approve", { receivedAt: expiresAt - 2 });
      if (way === "one in time") return;
      const receivedAt = way === "just before" ? expiresAt - 1 : expiresAt;
      const last = await stage.people.vote("cy", approval.id, "approve", { receivedAt });
      if (!early.isCounted) return;
      if (last.isCounted !== (way === "just before")) throw new Error(`a vote ${way}: ${JSON.stringify(last)}`);
      stage.note(way === "just before" ? "it is decided with the workers away" : "a vote at its end does not count");
    });
    await Promise.all(votes);
    const endsAt = Math.max(...open.map(({ approval }) => approval.expiresAt));
    await waitUntil(async () => await Promise.resolve(Date.now() > endsAt), {
      what: "their time is over",
      limitMs: LIMIT_MS,
      everyMs: 50,
    });
    await Promise.all(
      open.map(async ({ stage, approval, way }) => {
        if (way === "just before") return;
        const late = await stage.people.vote("cy", approval.id);
        if (codeOf(late) !== "APPROVAL_EXPIRED") throw new Error(`a late vote: ${JSON.stringify(late)}`);
      }),
    );
    for (const { stage, approval } of open)
      if ((await holdfast.store.getApproval(approval.id))?.status === "pending")
        stage.note("it expires with the workers away");
  } finally {
    await holdfast.orchestrator.start();
  }
  await Promise.all(
    open.map(async ({ stage, promotionId }) => {
      await carry(stage, promotionId, []);
      await waitUntil(async () => await isOver(holdfast, promotionId), {
        what: `${promotionId} is over`,
        limitMs: LIMIT_MS,
        everyMs: 100,
      });
    }),
  );
}
