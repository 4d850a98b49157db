import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { many } from "../../adapters/store/connect-postgres.ts";
import type { DriftLook } from "../../activities/components/drift-watch.ts";
import { hashFields } from "../../domain/drift/baseline.ts";
import { digestJson } from "../../workers/digest.ts";
import { baselineOf, type DriftWorld, driftWorld } from "../setup/drift-world.ts";
import { COMPONENTS } from "../setup/store-world.ts";
import { sweepStored } from "../setup/stored-sweep.ts";

const ENVIRONMENTS = 1_000;
const ALL = ENVIRONMENTS * COMPONENTS.length;
const seen = (fields: Readonly<Record<string, string>>): DriftLook => ({ state: "seen", fields });
/** What each component is: one field that its config states, one that was learned. */
const AS_WANTED = seen({ "config.size": "small", "config.zone": "b" });
/** The same, as a look shows it that writes values otherwise. */
const OTHERWISE = seen({ "config.size": "SMALL", "config.zone": "zone b" });

let world: DriftWorld;
beforeAll(async () => {
  world = await driftWorld();
  const { fields } = baselineOf("");
  const uid = await world.bringUpWatched("pattern", { baseline: { hash: hashFields(fields, digestJson) } });
  await clone(uid);
}, 120_000);
afterAll(async () => await world.close());

/** Copies the rows of an environment of class dev until there are a thousand. */
async function clone(uid: string): Promise<void> {
  const { rows } = world.postgres;
  await sql`insert into environment select made.* from generate_series(2, ${ENVIRONMENTS}::int) as n
    join environment e on e.uid = ${uid}
    cross join lateral json_populate_record(e, json_build_object('uid', gen_random_uuid(), 'name', 'copy-' || n)) as made`.execute(
    rows,
  );
  await sql`insert into component select made.* from environment e join component c on c.environment_uid = ${uid}
    cross join lateral json_populate_record(c, json_build_object('uid', gen_random_uuid(), 'environment_uid', e.uid)) as made
    where e.uid <> ${uid}`.execute(rows);
  const ofCopies = sql`component copy join component c on c.environment_uid = ${uid} and c.name = copy.name and c.uid <> copy.uid`;
  await sql`insert into baseline select made.* from ${ofCopies} join baseline b on b.component_uid = c.uid
    cross join lateral json_populate_record(b, json_build_object('component_uid', copy.uid, 'environment_uid', copy.environment_uid)) as made`.execute(
    rows,
  );
  await sql`insert into baseline_fields select copy.uid, f.fields, f.learned from ${ofCopies} join baseline_fields f on f.component_uid = c.uid`.execute(
    rows,
  );
  await sql`delete from outbox`.execute(rows);
}

const findings = async () =>
  await many(
    world.postgres.rows,
    sql<{ status: string; reason: string; count: number }>`
      select status, status_reason as reason, count(*)::int as count from finding group by 1, 2 order by 1, 2`,
  );
const events = async () =>
  await many(
    world.postgres.rows,
    sql<{ type: string; message: string }>`
      select type, message from event where type like 'sweep.%' or type like 'drift.%' order by id`,
  );
/** Operations that were begun, and environments that were told to look, since all of them were up. */
const stirred = async () => {
  const [found] = await many(
    world.postgres.rows,
    sql<{
      operations: number;
      told: number;
    }>`select (select count(*)::int from operation where kind = 'revert') as operations,
      (select count(*)::int from outbox where environment_uid is not null) as told`,
  );
  return found;
};

test("another version of the look may show otherwise what was learned: nothing of a thousand environments drifts", async () => {
  const look = () => seen({ "config.size": "small", "config.zone": "zone b", "config.label": "" });
  const sweep = await sweepStored(world, { version: 2, look });
  expect(sweep).toMatchObject({ state: "succeeded", counts: { looked: ALL, clean: ALL, drifted: 0 } });
  expect(await findings()).toEqual([]);
}, 60_000);

test("another version of the look that shows a stated value otherwise is only told, where it is about few", async () => {
  const few = new Set((await targets()).slice(0, 10));
  const look = (uid: string) => (few.has(uid) ? OTHERWISE : AS_WANTED);
  expect((await sweepStored(world, { version: 2, look })).brake).toBeUndefined();
  const reason =
    "an earlier version of Holdfast has recorded what is wanted, and may have looked at it otherwise: this is only told";
  expect(await findings()).toEqual([{ status: "open", reason, count: 10 }]);
  expect(await stirred()).toEqual({ operations: 0, told: 0 });
  await sweepStored(world, { look: () => AS_WANTED });
  expect(await findings()).toMatchObject([{ status: "resolved", count: 10 }]);
  await sql`delete from finding`.execute(world.postgres.rows);
  await sql`delete from event`.execute(world.postgres.rows);
}, 60_000);

test.each([
  { name: "whose version stayed as it was by mistake", version: 1 },
  { name: "whose version was raised, and that shows every stated value otherwise", version: 2 },
])(
  "a changed look $name reverts nothing of a thousand environments: the brake holds and says why",
  async ({ version }) => {
    const { id, counts, brake } = await sweepStored(world, { version, look: () => OTHERWISE });
    const why =
      "3000 of 3000 components drifted in one sweep, more than 60: nothing is put back until a person decides";
    expect({ brake, counts }).toMatchObject({ brake: why, counts: { looked: ALL, clean: 0, drifted: ALL, stale: 0 } });
    expect(await findings()).toEqual([{ status: "held", reason: why, count: ALL }]);
    const told = [{ type: "sweep.braked", message: `sweep ${id} of local, 1, north: ${why}` }];
    expect(await events()).toEqual(told);
    // Nobody is woken, and whoever looks all the same finds nothing to put back.
    expect(await stirred()).toEqual({ operations: 0, told: 0 });
    const pattern = await world.uidOf("pattern");
    expect(await world.next(pattern)).toMatchObject({ do: "wait" });

    // The next sweep sees the same: it stays held, and nobody is told again.
    expect((await sweepStored(world, { version, look: () => OTHERWISE })).brake).toBeUndefined();
    expect(await findings()).toEqual([{ status: "held", reason: why, count: ALL }]);
    expect(await events()).toEqual(told);
    expect(await stirred()).toEqual({ operations: 0, told: 0 });

    // The mistake is mended: everything is as wanted again, without a word of anybody.
    expect((await sweepStored(world, { look: () => AS_WANTED })).counts).toMatchObject({ clean: ALL, drifted: 0 });
    expect(await findings()).toMatchObject([{ status: "resolved", count: ALL }]);
    expect(await stirred()).toEqual({ operations: 0, told: 0 });
    await sql`delete from finding`.execute(world.postgres.rows);
    await sql`delete from event`.execute(world.postgres.rows);
  },
  120_000,
);

const targets = async () =>
  (await many(world.postgres.rows, sql<{ uid: string }>`select component_uid as uid from baseline order by 1`)).map(
    ({ uid }) => uid,
  );
