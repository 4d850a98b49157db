import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, testInstallation } from "../setup/installation.ts";
import { type PeopleWorld, peopleWorld } from "../setup/people-world.ts";
import { type PromotionWorld, promotionWorld, request } from "../setup/promotion-world.ts";

let holdfast: Installation;
let people: PeopleWorld;
let world: PromotionWorld;
let stages: readonly string[];
beforeAll(async () => {
  holdfast = await testInstallation();
  await holdfast.start();
  people = await peopleWorld(holdfast.store, { managers: ["ana", "bo", "cy", "dee"] });
  stages = ["left", "inactive", "kept", "changed"];
  world = await promotionWorld(
    holdfast,
    stages.map((name) => ({ name })),
  );
  const onDelete = { approval: { from: people.group("managers"), count: 2 } };
  await world.pipeline(stages.map((name) => ({ name, onDelete })));
}, 120_000);
afterAll(async () => await holdfast.close());

async function remove(stage: string, keep = false) {
  const target = { project: world.project, environment: world.environment(stage), keep };
  return (await holdfast.store.acceptDelete(request(), target)).results[0];
}

async function eventsOf(stage: string) {
  await holdfast.store.sealEvents();
  const events = await holdfast.store.readEvents({ afterSeq: 0, limit: 1_000, project: world.project });
  return events.filter(({ environment }) => environment === world.environment(stage));
}

test.each([
  ["left", "fay", async (name: string) => await people.remove("managers", name)],
  ["inactive", "gus", async (name: string) => await people.deactivate(name)],
] as const)(
  "a vote of somebody who has %s by the time of the last vote deletes nothing: the approval is void, and an event says why",
  async (stage, name, lose) => {
    await people.add("managers", name);
    const id = (await remove(stage))?.approvalId ?? "";
    await people.vote(name, id);
    await lose(name);
    expect(await people.vote("bo", id)).toMatchObject({ isCounted: true, approval: { status: "superseded" } });
    const why = expect.stringMatching(/\w+-\w+ may not vote any more: 1 of 2 votes are left$/);
    expect(await holdfast.store.getApproval(id)).toMatchObject({ statusReason: why });
    const events = await eventsOf(stage);
    expect(events.find(({ type }) => type === "environment.delete-refused")).toMatchObject({ message: why });
    expect(events.some(({ type }) => type === "environment.delete-requested")).toBe(false);
    const again = (await remove(stage))?.approvalId ?? "";
    expect(again).not.toBe(id);
    await people.vote("bo", again);
    await people.vote("cy", again);
    expect((await eventsOf(stage)).some(({ type }) => type === "environment.delete-requested")).toBe(true);
  },
);

test("an environment that is given up meanwhile leaves no question open", async () => {
  const id = (await remove("kept"))?.approvalId ?? "";
  await people.vote("bo", id);
  expect(await remove("kept", true)).toMatchObject({ result: "deleting" });
  expect(await holdfast.store.getApproval(id)).toMatchObject({ status: "superseded" });
  expect(await people.vote("cy", id)).toMatchObject({ isCounted: false, code: "APPROVAL_DECIDED" });
});

test("a question about an environment that has changed since is over when the next one is put", async () => {
  const first = (await remove("changed"))?.approvalId ?? "";
  const { promotionId = "" } = await world.applyParameters("changed", "large");
  if (promotionId !== "") await world.until(promotionId, "Verified");
  const second = (await remove("changed"))?.approvalId ?? "";
  expect(second).not.toBe(first);
  expect(await holdfast.store.getApproval(first)).toMatchObject({
    status: "superseded",
    statusReason: "the environment has changed since people were asked",
  });
  expect(await holdfast.store.getApproval(second)).toMatchObject({ status: "pending" });
});
