import { setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "../../../embedded/process/wait-until.ts";
import { asked, atOnce, carry, codeOf, type RaceKind, type RaceStage } from "./race-stage.ts";
import { RELEASES } from "./race-line.ts";
import { loserOf, WAYS } from "./rights.ts";

const CHANGED = "what would run has changed before the turn";
const LOST = "a right was lost before the turn";
const IN_BETWEEN = "a right is revoked after the gates have passed";
const CANCELLED = "it is cancelled while the last vote comes";
const NEWER = "a newer release came first";
const REVOKE_WITHIN_MS = 80;
const LIMIT_MS = 120_000;

const change: RaceKind = {
  name: "the plan changes meanwhile",
  weight: 4,
  wish: (people) => ({ gate: { from: people.group("managers"), count: 2, within: "1h" } }),
  happens: { [CHANGED]: 0.4, "a vote about the old plan is refused": 0.3 },
  async run(stage) {
    const { line, people, random, holdfast } = stage;
    const promotionId = await line.promote(RELEASES.next, await people.actor("ana"));
    const open = await asked(stage, promotionId);
    await people.vote("bo", open.id);
    const changeId = await line.change("huge");
    if (changeId === undefined) throw new Error("the change is carried by no promotion");
    const ofChange = await asked(stage, changeId);
    await people.vote("bo", ofChange.id);
    const isRace = random.next() < 0.5;
    await Promise.all([
      atOnce(stage, ofChange.id, [["cy", "approve"]]),
      ...(isRace ? [atOnce(stage, open.id, [["dee", "approve"]])] : []),
    ]);
    await carry(stage, changeId, ["bo", "cy"]);
    if (!isRace) {
      const anew = await asked(stage, promotionId, open.id);
      const { planDigest } = open.binding;
      const [late] = await atOnce(stage, anew.id, [["dee", "approve", { planDigest }]]);
      if (planDigest === anew.binding.planDigest) throw new Error("the change has changed no plan");
      if (codeOf(late) === "APPROVAL_CHANGED") stage.note("a vote about the old plan is refused");
    }
    await carry(stage, promotionId, ["bo", "cy"]);
    const first = await holdfast.store.getApproval(open.id);
    stage.note(first?.status === "superseded" ? CHANGED : "the turn came before the change");
  },
};

const revoked: RaceKind = {
  name: "a right is revoked",
  weight: 6,
  wish: (people, place) => ({ gate: { from: people.group(loserOf(place).group), count: 2, within: "1h" } }),
  happens: { [LOST]: 0.25, [IN_BETWEEN]: 0.3 },
  async run(stage) {
    const { line, people, random, rights, holdfast, place } = stage;
    const promotionId = await line.promote(RELEASES.next, await people.actor("cy"));
    const open = await asked(stage, promotionId);
    await people.vote(loserOf(place).person, open.id);
    const way = random.pick(WAYS);
    const revoke = async () => await rights.revoke(way, place, open.id);
    const when = random.pick([
      "before the last vote",
      "with it",
      "when its turn is asked for",
      "when its turn is asked for",
    ]);
    if (when === "before the last vote") {
      await revoke();
      await people.vote("bo", open.id);
    } else if (when === "when its turn is asked for") {
      await people.vote("bo", open.id);
      await turnAskedFor(stage, promotionId);
      await revoke();
      stage.note(IN_BETWEEN);
    } else {
      const afterMs = random.next() * REVOKE_WITHIN_MS;
      await Promise.all([people.vote("bo", open.id), sleep(afterMs).then(revoke)]);
    }
    await carry(stage, promotionId, ["ana", "bo"]);
    const first = await holdfast.store.getApproval(open.id);
    stage.note(first?.status === "superseded" ? `${way}: the vote is void` : `${way}: the turn came first`);
    if (first?.status === "superseded") stage.note(LOST);
  },
};

/** Waits until the gates have passed; whether the turn has been taken by then is the race. */
async function turnAskedFor({ holdfast: { store } }: RaceStage, promotionId: string): Promise<void> {
  await waitUntil(async () => (await store.getPromotion(promotionId))?.operationId !== undefined, {
    what: `the turn of ${promotionId} is asked for`,
    limitMs: LIMIT_MS,
    everyMs: 2,
  });
}

const cancel: RaceKind = {
  name: "the promotion is cancelled",
  weight: 5,
  wish: change.wish,
  happens: { [CANCELLED]: 0.9 },
  async run(stage) {
    const { line, people } = stage;
    const promotionId = await line.promote(RELEASES.next, await people.actor("ana"));
    const open = await asked(stage, promotionId);
    await people.vote("bo", open.id);
    await Promise.all([people.vote("cy", open.id), line.cancel(promotionId)]);
    stage.note(CANCELLED);
    await carry(stage, promotionId, ["bo", "cy"]);
  },
};

const newer: RaceKind = {
  name: "a newer release",
  weight: 5,
  wish: change.wish,
  happens: { [NEWER]: 0.3 },
  async run(stage) {
    const { line, people, random, holdfast } = stage;
    const older = await line.promote(RELEASES.next, await people.actor("ana"));
    const newest = await line.promote(RELEASES.newest, await people.actor("ana"));
    const [ofOlder, ofNewest] = [await asked(stage, older), await asked(stage, newest)];
    await Promise.all(
      random
        .shuffle([
          async () => await people.vote("bo", ofOlder.id),
          async () => await people.vote("bo", ofNewest.id),
          async () => await people.vote("cy", ofNewest.id),
          ...(random.next() < 0.5 ? [async () => await people.vote("cy", ofOlder.id)] : []),
        ])
        .map(async (vote) => await vote()),
    );
    await Promise.all([carry(stage, newest, ["bo", "cy"]), carry(stage, older, ["bo", "cy"])]);
    const state = (await holdfast.store.getPromotion(older))?.state;
    stage.note(state === "Superseded" ? NEWER : `the older one is ${state?.toLowerCase() ?? "gone"}`);
  },
};

/** Races between a decision and the turn that it is for. */
export const BEFORE_THE_TURN: readonly RaceKind[] = [change, revoked, cancel, newer];
