import { asked, atOnce, carry, codeOf, type RaceKind, type RaceStage } from "./race-stage.ts";
import { RELEASES } from "./race-line.ts";

const DOUBLE = "a person votes by several doors at once";
const SELF = "the requester is refused while others vote";
const BOTH = "yes and no at the same moment";
const TAKEN_BACK = "a vote is taken back while another one decides";
const REQUEST_BACK = "the request is taken back while the last vote comes";
const BROKEN = "the glass is broken while others vote";
const REVIEWED = "two review the same at once";

/** Gate of two managers. */
const twoManagers: RaceKind["wish"] = (people) => ({
  gate: { from: people.group("managers"), count: 2, within: "1h" },
});

async function ask(stage: RaceStage) {
  const promotionId = await stage.line.promote(RELEASES.next, await stage.people.actor("ana"));
  return { promotionId, open: await asked(stage, promotionId) };
}

const twice: RaceKind = {
  name: "the same person twice",
  weight: 6,
  wish: twoManagers,
  happens: { [DOUBLE]: 0.9 },
  async run(stage) {
    const { promotionId, open } = await ask(stage);
    const { planDigest } = open.binding;
    const key = `again-${promotionId}`;
    const answers = await atOnce(stage, open.id, [
      ["bo", "approve", { via: "slack", planDigest }],
      ["bo", "approve", { via: "cli" }],
      ["bo", "approve", { via: "api", key }],
      ["bo", "approve", { via: "api", key }],
    ]);
    const after = await stage.holdfast.store.getApproval(open.id);
    if (after?.status !== "pending" || after.votes.length !== 1)
      throw new Error(`one person has decided for two: ${JSON.stringify(after)}`);
    if (answers.every(({ isCounted }) => isCounted)) stage.note(DOUBLE);
    await carry(stage, promotionId, ["bo", "cy"]);
  },
};

const requester: RaceKind = {
  name: "the requester votes",
  weight: 6,
  wish: twoManagers,
  happens: { [SELF]: 0.5 },
  async run(stage) {
    const { promotionId, open } = await ask(stage);
    const answers = await atOnce(stage, open.id, [
      ["ana", "approve", { via: "slack" }],
      ["ana", "approve", { via: "api" }],
      ["ana", "reject"],
      ["bo", "approve"],
      ["cy", "approve"],
    ]);
    const own = answers.slice(0, 3);
    if (own.some(({ isCounted }) => isCounted)) throw new Error(`who asked was counted: ${JSON.stringify(own)}`);
    if (own.some((answer) => codeOf(answer) === "SELF_APPROVAL")) stage.note(SELF);
    await carry(stage, promotionId, ["bo", "cy"]);
  },
};

const yesAndNo: RaceKind = {
  name: "yes and no",
  weight: 7,
  wish: twoManagers,
  happens: { [BOTH]: 0.9, "yes came first": 0.1, "no came first": 0.1 },
  async run(stage) {
    const { promotionId, open } = await ask(stage);
    await stage.people.vote("bo", open.id);
    const [yes, no] = await atOnce(stage, open.id, [
      ["cy", "approve", { planDigest: open.binding.planDigest }],
      ["dee", "reject"],
    ]);
    if (yes?.isCounted === no?.isCounted) throw new Error(`both or none: ${JSON.stringify([yes, no])}`);
    if ([codeOf(yes), codeOf(no)].includes("APPROVAL_DECIDED")) stage.note(BOTH);
    stage.note(yes?.isCounted === true ? "yes came first" : "no came first");
    await carry(stage, promotionId, ["bo", "cy"]);
  },
};

const withdrawals: RaceKind = {
  name: "taken back",
  weight: 6,
  wish: twoManagers,
  happens: { [TAKEN_BACK]: 0.3, [REQUEST_BACK]: 0.3 },
  async run(stage) {
    const { promotionId, open } = await ask(stage);
    await stage.people.vote("bo", open.id);
    const isVote = stage.random.next() < 0.5;
    const [back, yes] = await atOnce(stage, open.id, [
      isVote ? ["bo", "withdraw"] : ["ana", "withdraw-request"],
      ["cy", "approve"],
    ]);
    const after = await stage.holdfast.store.getApproval(open.id);
    const isApproved = after?.status === "approved";
    if (isVote && isApproved === (back?.isCounted === true))
      throw new Error(`a vote that was taken back has decided, or one that stands has not: ${JSON.stringify(after)}`);
    if (!isVote && back?.isCounted === yes?.isCounted) throw new Error(`both or none: ${JSON.stringify([back, yes])}`);
    stage.note(isVote ? TAKEN_BACK : REQUEST_BACK);
    await carry(stage, promotionId, ["bo", "cy"]);
  },
};

const glass: RaceKind = {
  name: "break-glass",
  weight: 5,
  wish: (people) => ({
    gate: { from: people.group("managers"), count: 2, within: "1h", breakGlass: people.group("on-call") },
  }),
  happens: { [BROKEN]: 0.3, [REVIEWED]: 0.3 },
  async run(stage) {
    const { promotionId, open } = await ask(stage);
    const [broken, , , ...without] = await atOnce(stage, open.id, [
      ["oz", "break-glass"],
      ["cy", stage.random.pick(["approve", "reject"] as const)],
      ["dee", "approve"],
      ["eve", "break-glass"],
      ["oz", "break-glass", { reason: "no" }],
    ]);
    if (without.some(({ isCounted }) => isCounted)) throw new Error("the glass was broken without right or reason");
    await carry(stage, promotionId, ["bo", "cy"]);
    if (broken?.isCounted !== true) return;
    stage.note(BROKEN);
    const reason = "it was right";
    const reviews = await atOnce(stage, open.id, [
      ["oz", "review", { reason }],
      ["bo", "review", { reason, via: "api" }],
      ["cy", "review", { reason }],
    ]);
    if (reviews.filter(({ isCounted }) => isCounted).length !== 1 || reviews[0]?.isCounted === true)
      throw new Error(`it has not exactly one review of another person: ${reviews.map(codeOf).join(", ")}`);
    stage.note(REVIEWED);
  },
};

/** Races of people for one decision. */
export const VOTES_AT_ONCE: readonly RaceKind[] = [twice, requester, yesAndNo, withdrawals, glass];
