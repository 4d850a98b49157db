import { asked, atOnce, carry, codeOf, type RaceKind } from "./race-stage.ts";
import { RELEASES } from "./race-line.ts";

const VOID = "who has voted asks for it, and the vote is void";
const REFUSED = "who has asked for it meanwhile is refused";

const joining: RaceKind = {
  name: "a voter asks for the same",
  weight: 6,
  wish: (people) => ({ gate: { from: people.group("managers"), count: 2, within: "1h" } }),
  happens: { [VOID]: 0.15, [REFUSED]: 0.15 },
  async run(stage) {
    const { line, people, random, holdfast, rights } = stage;
    const promotionId = await line.promote(RELEASES.next, await people.actor("ana"));
    const open = await asked(stage, promotionId);
    const bo = await people.principal("bo");
    const join = async () => {
      const joined = await line.promote(RELEASES.next, await people.actor("bo"));
      if (joined === promotionId) await rights.joined("bo", promotionId);
    };
    if (random.next() < 0.5) {
      await people.vote("bo", open.id);
      await Promise.all([people.vote("cy", open.id), join()]);
      const first = await holdfast.store.getApproval(open.id);
      if (first?.votes.some(({ person }) => person.id === bo.id) !== true)
        throw new Error("a vote is gone from the record");
    } else {
      const [[vote]] = await Promise.all([atOnce(stage, open.id, [["bo", "approve"]]), join()]);
      if (codeOf(vote) === "SELF_APPROVAL") stage.note(REFUSED);
      else if (codeOf(await people.vote("bo", open.id)) === "SELF_APPROVAL") stage.note(REFUSED);
      await people.vote("cy", open.id);
    }
    await carry(stage, promotionId, ["cy", "dee"]);
    const first = await holdfast.store.getApproval(open.id);
    stage.note(first?.status === "superseded" ? VOID : `the first question is ${first?.status ?? "gone"}`);
  },
};

/** Races between votes and those who ask for the same. */
export const JOININGS: readonly RaceKind[] = [joining];
