import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { many } from "../../adapters/store/connect-postgres.ts";
import type { DriftLook } from "../../activities/components/drift-watch.ts";
import { hashFields } from "../../domain/drift/baseline.ts";
import { digestJson } from "../../workers/digest.ts";
import { baselineOf, type DriftWorld, driftWorld } from "../setup/drift-world.ts";
import { sweepStored } from "../setup/stored-sweep.ts";

const ENVIRONMENTS = 1_000;
const seen = (fields: Readonly<Record<string, string>>): DriftLook => ({ state: "seen", fields });
/** What each component is: one field that its config states, one that was learned. */
const AS_WANTED = seen({ "config.size": "small", "config.zone": "b" });
/** The same, as a look shows it that writes values otherwise. */
const OTHERWISE = seen({ "config.size": "SMENVIRONMENTS", "config.zone": "zone b" });

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
  await sql`insert into component select made.* from environment e join component c on c.environment_uid = ${uid} and c.name = 'web'
    cross join lateral json_populate_record(c, json_build_object('uid', gen_random_uuid(), 'environment_uid', e.uid)) as made
    where e.uid <> ${uid}`.execute(rows);
  await sql`delete from baseline b using component c where c.uid = b.component_uid and c.name <> 'web'`.execute(rows);
  const ofCopies = sql`component copy join component c on c.environment_uid = ${uid} and c.name = copy.name and c.uid <> copy.uid`;
  await sql`insert into baseline select made.* from ${ofCopies} join baseline b on b.component_uid = c.uid
    cross join lateral json_populate_record(b, json_build_object('component_uid', copy.uid, 'environment_uid', copy.environment_uid)) as made`.execute(
    rows,
  );
  await sql`insert into baseline_fields select copy.uid, f.fields, f.learned from ${ofCopies} join baseline_fields f on f.component_uid = c.uid`.execute(
    rows,
  );
  await sql`analyze`.execute(rows);
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
  expect(sweep).toMatchObject({
    state: "succeeded",
    counts: { looked: ENVIRONMENTS, clean: ENVIRONMENTS, drifted: 0 },
  });
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
  await forget();
}, 60_000);

const WHY = `${ENVIRONMENTS} of ${ENVIRONMENTS} components drifted in one sweep, more than 20: nothing is put back until a person decides`;

/** Everything is held for this reason, one event has said so, and nobody is woken: who looks all the same finds nothing to do. */
async function expectHeld(sweepId: string): Promise<void> {
  expect(await findings()).toEqual([{ status: "held", reason: WHY, count: ENVIRONMENTS }]);
  expect(await events()).toEqual([{ type: "sweep.braked", message: `sweep ${sweepId} of local, 1, north: ${WHY}` }]);
  expect(await stirred()).toEqual({ operations: 0, told: 0 });
  expect(await world.next(await world.uidOf("pattern"))).toMatchObject({ do: "wait" });
}

test("a look that was changed by mistake reverts nothing of a thousand environments: the brake holds and says why", async () => {
  const { id, counts, brake } = await sweepStored(world, { look: () => OTHERWISE });
  expect(brake).toBe(WHY);
  expect(counts).toMatchObject({ looked: ENVIRONMENTS, clean: 0, drifted: ENVIRONMENTS, stale: 0 });
  await expectHeld(id);
  // The next sweep sees the same, and tells nobody again.
  expect((await sweepStored(world, { look: () => OTHERWISE })).brake).toBeUndefined();
  await expectHeld(id);
  // The mistake is mended: everything is as wanted again, without a word of anybody.
  expect((await sweepStored(world, { look: () => AS_WANTED })).counts).toMatchObject({ clean: ENVIRONMENTS });
  expect(await findings()).toMatchObject([{ status: "resolved", count: ENVIRONMENTS }]);
  expect(await stirred()).toEqual({ operations: 0, told: 0 });
  await forget();
}, 120_000);

test("another version of the look that shows every stated value otherwise is held by the brake, too", async () => {
  const { id, brake } = await sweepStored(world, { version: 2, look: () => OTHERWISE });
  expect(brake).toBe(WHY);
  await expectHeld(id);
}, 120_000);

async function forget(): Promise<void> {
  await sql`delete from finding`.execute(world.postgres.rows);
  await sql`delete from event`.execute(world.postgres.rows);
}

const targets = async () =>
  (await many(world.postgres.rows, sql<{ uid: string }>`select component_uid as uid from baseline order by 1`)).map(
    ({ uid }) => uid,
  );
