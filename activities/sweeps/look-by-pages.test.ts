import { expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import { changed, sweepWorld, uidOf } from "../../test/setup/sweep-world.ts";

test("what is there and not listed is looked at by itself, and is not missing", async () => {
  const world = sweepWorld({ count: 30 });
  for (const number of [7, 12]) world.unlisted.add(uidOf(number));
  world.there.set(uidOf(12), changed({ "config.size": "large" }));
  const { counts } = await world.part();
  expect([...world.records.findings]).toMatchObject([[uidOf(12), [{ path: "config.size", class: "changed" }]]]);
  expect(counts).toMatchObject({ looked: 30, clean: 29, drifted: 1, failed: 0 });
});

test("what is not listed and cannot be looked at by itself is not missing", async () => {
  const world = sweepWorld({ count: 12 });
  world.unlisted.add(uidOf(3));
  world.onLook = async () => await Promise.reject(new Error("down"));
  expect((await world.part()).counts).toMatchObject({ looked: 11, clean: 11, drifted: 0, failed: 1 });
});

test("where many of a page are not listed the listing is believed", async () => {
  const world = sweepWorld({ count: 60, pageSize: 60 });
  for (let number = 0; number < 21; number += 1) world.there.delete(uidOf(number));
  const { counts } = await world.part();
  expect(counts).toMatchObject({ looked: 60, clean: 39, drifted: 21, calls: 1 });
});

test("where a place has no components of a kind nothing is listed, and nothing can fail", async () => {
  const world = sweepWorld({ count: 0 });
  world.onList = async () => await Promise.reject(new OrchestratorError("REMOTE_REFUSED", "nobody may list here"));
  expect(await world.part()).toMatchObject({ counts: { looked: 0, calls: 0 }, problems: [] });
});

test("a listing ends with the last component, whatever else there is", async () => {
  const world = sweepWorld({ count: 20 });
  for (let number = 0; number < 50; number += 1) world.there.set(`x${uidOf(number)}`, changed({}));
  expect((await world.part()).counts).toMatchObject({ looked: 20, clean: 20, calls: 2 });
});

test("a listing that answers nothing for the time of a part is given up, and says why", async () => {
  const world = sweepWorld({ count: 5, limits: { partMs: 1_400, listMs: 50 } });
  world.listings.push("hang", "hang");
  const { counts, problems, cursor } = await world.part();
  expect([problems, cursor]).toEqual([['the listing of "listed" broke off: no answer within 0.05 s'], undefined]);
  expect(counts).toMatchObject({ looked: 0, failed: 5 });
});
