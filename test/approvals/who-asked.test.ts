import { afterAll, beforeAll, expect, test } from "vitest";
import { closeApproval } from "../../adapters/store/approvals/close-approvals.ts";
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import { SYSTEM } from "../../adapters/store/write-event.ts";
import { type Installation, testInstallation } from "../setup/installation.ts";
import { type PeopleWorld, peopleWorld } from "../setup/people-world.ts";
import { type PromotionWorld, promotionWorld, request } from "../setup/promotion-world.ts";

let holdfast: Installation;
let people: PeopleWorld;
beforeAll(async () => {
  holdfast = await testInstallation();
  await holdfast.start();
  people = await peopleWorld(holdfast.store, { managers: ["ana", "bo", "cy", "dee"] });
}, 120_000);
afterAll(async () => await holdfast.close());

async function asked() {
  const gate = { kind: "approval", config: { from: people.group("managers"), count: 2, within: "1h" } };
  const world = await promotionWorld(holdfast, [{ name: "prod", gates: [gate] }]);
  await world.release("1.1.0", { api: { properties: { size: "large" } } });
  const askFor = async (name: string) => {
    const wish = { kind: "promote", project: world.project, environment: world.environment("prod") } as const;
    const by = { ...request(), actor: await people.actor(name) };
    const { results } = await holdfast.store.acceptPromote(by, { ...wish, release: "1.1.0", why: "", supplied: {} });
    return results[0]?.promotionId ?? "";
  };
  const id = await askFor("ana");
  return { world, askFor, id, open: await people.asked(id) };
}

test("who asks for a promotion that others vote on does not decide it: a vote of theirs is void", async () => {
  const { world, askFor, id, open } = await asked();
  await people.vote("bo", open.id);
  expect(await askFor("bo")).toBe(id);
  const over = await people.until(open.id, ({ status }) => status === "superseded", "the question is put anew");
  expect(over.statusReason).toMatch(/^bo-\w+ asked for it, too, and had voted$/);
  const anew = await people.asked(id);
  expect(anew.excluded.map(({ name }) => name.split("-")[0])).toEqual(["ana", "bo"]);
  expect(await people.vote("bo", anew.id)).toMatchObject({ isCounted: false, code: "SELF_APPROVAL" });
  await people.vote("cy", anew.id);
  await people.vote("dee", anew.id);
  await world.until(id, "Verified");
});

test("who asks for it before they vote is refused, and the votes of the others stay", async () => {
  const { world, askFor, id, open } = await asked();
  await people.vote("cy", open.id);
  await askFor("bo");
  expect(await people.vote("bo", open.id)).toMatchObject({ isCounted: false, code: "SELF_APPROVAL" });
  await people.vote("dee", open.id);
  await world.until(id, "Verified");
  expect(await holdfast.store.getApproval(open.id)).toMatchObject({ status: "approved" });
});

test("who asks for it while it waits for its turn with their vote sends it back to the others", async () => {
  const { world, askFor, open } = await asked();
  const freeze = {
    apiVersion: "holdfast.dev/v1",
    kind: "FreezeWindow",
    metadata: { project: world.project, name: "stop" },
    spec: { reason: "stop", to: new Date(Date.now() + 3_600_000).toISOString() },
  };
  await holdfast.apply(JSON.stringify(freeze));
  await people.vote("bo", open.id);
  await people.vote("cy", open.id);
  await askFor("bo");
  const voided = await people.until(open.id, ({ status }) => status === "superseded", "the vote is void");
  expect(voided.statusReason).toMatch(/^bo-\w+ asked for it, too: 1 of 2 votes are left$/);
  expect(await toldOf(world)).toEqual(["approval.approved", "approval.superseded"]);
});

test("an end that comes too late is recorded, and told as nobody's vote", async () => {
  const { world, open } = await asked();
  await people.vote("bo", open.id, "reject", { reason: "not today" });
  const postgres = connectPostgres(holdfast.databaseUrl, { poolMax: 1 });
  const closing = { status: "withdrawn", reason: "its promotion is over", actor: SYSTEM } as const;
  try {
    await postgres.transaction(async (rows) => await closeApproval(rows, open.id, closing));
  } finally {
    await postgres.close();
  }
  expect(await holdfast.store.getApproval(open.id)).toMatchObject({ status: "rejected" });
  expect(await toldOf(world)).toEqual(["approval.rejected"]);
});

async function toldOf({ project }: PromotionWorld): Promise<readonly string[]> {
  await holdfast.store.sealEvents();
  const events = await holdfast.store.readEvents({ afterSeq: 0, limit: 1_000, project });
  const types = events.map(({ type }) => type);
  return types.filter((type) => /^approval\.(?!requested|voted)/.test(type)).toSorted();
}
