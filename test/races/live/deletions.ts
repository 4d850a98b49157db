import { setTimeout as sleep } from "node:timers/promises";
import { OrchestratorError } from "../../../domain/errors.ts";
import { atOnce, type RaceKind, type RaceStage } from "./race-stage.ts";
import { loserOf, WAYS } from "./rights.ts";

const AT_ONCE = "all vote for a deletion at once";
const CHANGED = "an environment changes while its deletion is voted on";
const LOST = "a right is lost before a deletion is decided";
const LIMIT_MS = 120_000;

const deletion: RaceKind = {
  name: "a deletion",
  weight: 6,
  wish: (people, place) => ({ onDelete: { from: people.group(loserOf(place).group), count: 2, within: "1h" } }),
  happens: { [AT_ONCE]: 0.15, [CHANGED]: 0.15, [LOST]: 0.15 },
  async run(stage) {
    const { line, people, random, rights, place } = stage;
    const cy = await people.actor("cy");
    const ids = await Promise.all([line.remove(cy), line.remove(await people.actor("dee"))]);
    const [id] = ids;
    if (id === undefined || new Set(ids).size > 1) throw new Error(`asked twice, or not at all: ${ids.join(", ")}`);
    const { person } = loserOf(place);
    const way = random.pick(["at once", "changed", "lost"] as const);
    switch (way) {
      case "at once":
        await atOnce(stage, id, [
          ["ana", "approve"],
          ["bo", "approve", { via: "slack" }],
          ["bo", "approve", { via: "api" }],
          [person, "approve"],
          ["cy", "approve"],
        ]);
        stage.note(AT_ONCE);
        break;
      case "changed":
        await people.vote("ana", id);
        await Promise.all([people.vote("bo", id), change(stage)]);
        stage.note(CHANGED);
        break;
      case "lost":
        await people.vote(person, id);
        await rights.revoke(random.pick(WAYS), place, id);
        await people.vote("ana", id);
        stage.note(LOST);
        break;
    }
    await removeForGood(stage);
  },
};

/** Changes the environment; it may be on its way out. */
async function change({ line }: RaceStage): Promise<void> {
  try {
    await line.change("huge");
  } catch (error) {
    if (!/ENVIRONMENT_DELETING|409/.test(String(error))) throw error;
  }
}

/** Asks anew, and says yes, until the environment is gone. */
async function removeForGood({ line, people }: RaceStage): Promise<void> {
  const until = Date.now() + LIMIT_MS;
  while (!(await line.isGone())) {
    if (Date.now() > until) throw new Error(`${line.environment} is still there`);
    try {
      const id = await line.remove(await people.actor("cy"));
      if (id !== undefined) for (const name of ["ana", "bo"]) await people.vote(name, id);
    } catch (error) {
      // It went between the two looks.
      if (!(error instanceof OrchestratorError) || error.code !== "NOT_FOUND") throw error;
    }
    await sleep(200);
  }
}

/** Races for the deletion of an environment. */
export const DELETIONS: readonly RaceKind[] = [deletion];
