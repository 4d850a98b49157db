import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHANGED, driftWorld, type DriftWorld } from "../setup/drift-world.ts";
import { readyOf } from "../setup/store-world.ts";

let world: DriftWorld;
beforeAll(async () => void (world = await driftWorld()), 60_000);
afterAll(async () => await world.close());

/** Brings an environment up in which a finding of "api" is due, with a reaction to each of these fields, and none to the undecided. */
async function due(
  name: string,
  reactionByPath: Readonly<Record<string, string>>,
  undecided: readonly string[] = [],
): Promise<string> {
  const uid = await world.bringUpWatched(name);
  const differing = [...Object.keys(reactionByPath), ...undecided].map((path) => ({ ...CHANGED, path }));
  await world.sweeps.record([world.found(await world.target(uid, "api"), { fields: differing })]);
  const fields = Object.entries(reactionByPath).map(([path, reaction]) => ({ path, reaction, rule: "one" }));
  const reaction = JSON.stringify({ reaction: "revert", fields });
  await sql`update finding set status = 'due', judged_digest = diff_digest, reaction = ${reaction}::json
    where environment_uid = ${uid}`.execute(world.postgres.rows);
  return uid;
}

test("a component that is opened to be put back comes with the fields of its finding that are not ignored", async () => {
  const uid = await due("some", { "config.size": "revert", "config.zone": "ignore", "config.color": "revert" });
  const turn = await world.turn(uid, { api: "revert" });
  const opened = await world.records.open(turn.of("api"));
  expect(opened).toMatchObject({ action: "revert", revertPaths: ["config.size", "config.color"] });
});

test("what was not decided about before a person had it put back is put back as well", async () => {
  const uid = await due("undecided", { "config.size": "ignore" }, ["config.zone"]);
  const turn = await world.turn(uid, { api: "revert" });
  expect(await world.records.open(turn.of("api"))).toMatchObject({ revertPaths: ["config.zone"] });
});

test("a component that is opened for anything else comes without", async () => {
  const uid = await world.bringUpWatched("none");
  await world.applyShop("none", { parameters: { greeting: "Hi" } });
  const turn = await world.turn(uid, { web: "update" });
  expect(await world.records.open(turn.of("web"))).not.toHaveProperty("revertPaths");
});

test("a component that is kept keeps what it is to look like, and one that was made without a look has nothing to be judged by", async () => {
  const [kept, made] = await Promise.all([
    due("kept", { "config.size": "revert" }),
    due("made", { "config.size": "revert" }),
  ]);
  for (const [uid, isKept] of [
    [kept, true],
    [made, false],
  ] as const) {
    const { componentUid } = await world.target(uid, "api");
    const turn = await world.turn(uid, { api: "revert" });
    await world.records.open(turn.of("api"));
    await world.records.ready(turn.of("api"), readyOf("api", { isKept }));
    expect((await world.sweeps.baselines([componentUid])).size).toBe(isKept ? 1 : 0);
  }
});
