import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ComponentNotes } from "../../adapters/cell-records/notes-port.ts";
import { postgresComponentNotes } from "../../adapters/cell-records/postgres-component-notes.ts";
import { memoryNotes } from "../drivers/memory-notes.ts";
import { storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

describe.each<{ what: string; make: () => ComponentNotes }>([
  { what: "postgresComponentNotes()", make: () => postgresComponentNotes(world.postgres) },
  { what: "memoryNotes()", make: memoryNotes },
])("$what", ({ make }) => {
  test("keeps notes of each life, and adds to what is there", async () => {
    const notes = make();
    const uid = randomUUID();
    expect(await notes.read(uid, 1)).toEqual({});
    await notes.write(uid, 1, { target: { name: "main" }, life: "a" });
    await notes.write(uid, 1, { life: "b", update: { id: "u", step: "x" } });
    await notes.write(uid, 2, { life: "c" });
    expect(await notes.read(uid, 1)).toEqual({ target: { name: "main" }, life: "b", update: { id: "u", step: "x" } });
    expect(await notes.read(uid, 2)).toEqual({ life: "c" });
  });

  test("keeps what is written at once", async () => {
    const notes = make();
    const uid = randomUUID();
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    await Promise.all(names.map(async (name) => await notes.write(uid, 1, { [name]: true })));
    expect(Object.keys(await notes.read(uid, 1)).toSorted()).toEqual(names.toSorted());
  });

  test("tells which lives there are, in their order, and forgets one of them", async () => {
    const notes = make();
    const [uid, other] = [randomUUID(), randomUUID()];
    for (const incarnation of [10, 2, 1]) await notes.write(uid, incarnation, { life: String(incarnation) });
    await notes.write(other, 5, {});
    expect(await notes.lives(uid)).toEqual([1, 2, 10]);
    await notes.forget(uid, 2);
    await notes.forget(uid, 2);
    expect(await notes.lives(uid)).toEqual([1, 10]);
    expect(await notes.lives(other)).toEqual([5]);
    expect(await notes.lives(randomUUID())).toEqual([]);
  });
});
