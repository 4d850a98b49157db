import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "../setup/promotion-world.ts";
import { gatedProject, outageWorld, type OutageWorld } from "./outage-world.ts";

const MINUTE_MS = 60_000;
const PROJECT = "shop";
/** What becomes of the two approvals of each environment; all of it while Slack is away. */
const FATES = ["approved", "rejected", "expired", "pending"] as const;
type Fate = (typeof FATES)[number];

interface Place {
  readonly name: string;
  readonly within: string;
  readonly fate: Fate;
  /** True: people are asked before Slack goes away. */
  readonly isEarly: boolean;
}

const COUNTS: Readonly<Record<Fate, number>> = { approved: 8, rejected: 4, expired: 6, pending: 7 };
const PLACES: readonly Place[] = FATES.flatMap((fate) =>
  Array.from({ length: COUNTS[fate] }, (_, index) => ({
    name: `${fate}-${index}`,
    within: fate === "expired" ? "30m" : "1d",
    fate,
    isEarly: index % 2 === 0,
  })),
);

let world: OutageWorld;
beforeAll(async () => {
  world = await outageWorld();
  await gatedProject(world, PLACES, { project: PROJECT });
}, 120_000);
afterAll(async () => await world?.close());

/** Asks about a release in each place, and answers the promotions by their environment. */
async function ask(places: readonly Place[]): Promise<ReadonlyMap<string, string>> {
  const promotions = new Map<string, string>();
  for (const { name } of places) {
    const wish = {
      kind: "promote",
      project: PROJECT,
      environment: name,
      release: "1.1.0",
      why: "",
      supplied: {},
    } as const;
    const { results } = await world.holdfast.store.acceptPromote(request(), wish);
    promotions.set(name, results[0]?.promotionId ?? "");
  }
  return promotions;
}

const approvalsOf = async (promotionId: string) =>
  (await world.holdfast.store.listApprovals({ limit: 5, promotionId })).items;
const allOf = async (promotions: ReadonlyMap<string, string>) =>
  (await Promise.all([...promotions.values()].map(approvalsOf))).flat();

const ENDS: Readonly<Record<Fate, string>> = {
  approved: "Verified",
  rejected: "Rejected",
  expired: "Rejected",
  pending: "Waiting",
};

/** Promotions that do not stand as they should by now. */
async function unlikeTheirFate(promotions: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const states = await Promise.all(
    PLACES.map(async ({ name, fate }) => {
      const found = await world.holdfast.store.getPromotion(promotions.get(name) ?? "");
      return found?.state === ENDS[fate] ? [] : [`${name} is ${found?.state}: ${found?.reason}`];
    }),
  );
  return states.flat();
}

/** Gives every place of a promotion its fate: votes come by the command line. */
async function decide(promotions: ReadonlyMap<string, string>): Promise<void> {
  for (const { name, fate } of PLACES) {
    const promotion = promotions.get(name);
    if (promotion === undefined || (fate !== "approved" && fate !== "rejected")) continue;
    const [first, second] = await approvalsOf(promotion);
    if (fate === "rejected") await world.people.vote("bo", first?.id ?? "", "reject", { reason: "not this week" });
    else for (const one of [first, second]) await world.people.vote("bo", one?.id ?? "");
  }
}

test("an hour without Slack loses nothing: approvals are asked for, decided and expire, and each has one message in the end", async () => {
  const early = await ask(PLACES.filter(({ isEarly }) => isEarly));
  await world.until("people are asked before", async () => {
    const asked = await allOf(early);
    return asked.length === 2 * early.size && (await world.slack().messages("C0RELEASES")).length >= asked.length;
  });
  // A call that took longer than its half second is made again before Slack counts as well.
  await world.until("Slack is well before", async () => (await world.readiness()).slack === undefined);

  // Twenty minutes each: it answers 503, it never answers, nobody listens.
  await world.slack().settings({ outage: "unavailable" });
  await world.pass(5 * MINUTE_MS);
  const late = await ask(PLACES.filter(({ isEarly }) => !isEarly));
  const promotions = new Map([...early, ...late]);
  await world.until("people are asked meanwhile", async () => (await allOf(late)).length === 2 * late.size);
  await decide(early);
  await world.pass(15 * MINUTE_MS);
  await world.until("an approval says why people were not told", async () => {
    const faults = (await allOf(late)).map(({ chatFault }) => chatFault);
    return faults.every((fault) => fault !== undefined && fault.includes("503"));
  });
  const { status, slack } = await world.readiness();
  expect(status).toBe(200);
  expect(slack).toMatch(/Slack answered HTTP 503; people may not have been told of \d+ approvals/);

  await world.slack().settings({ outage: "hang" });
  await world.pass(10 * MINUTE_MS);
  await decide(late);
  await world.pass(10 * MINUTE_MS);
  await world.killSlack();
  await world.pass(10 * MINUTE_MS);
  await world.until("nothing was held up by Slack", async () => (await unlikeTheirFate(promotions)).length === 0);
  await world.pass(10 * MINUTE_MS);

  await world.startSlack();
  const asked = await allOf(promotions);
  expect(asked).toHaveLength(50);
  await world.until("everybody was told of everything", async () =>
    (await allOf(promotions)).every(({ chatFault }) => chatFault === undefined),
  );
  const wrong: string[] = [];
  for (const { id, status: stands } of await allOf(promotions)) {
    const messages = await world.messagesOf(id);
    const [shown = ""] = messages.map((one) => one.shown);
    const hasButtons = shown.includes("holdfast.approve");
    const isLast = stands === "pending" ? hasButtons : !hasButtons && shown.includes(`*${stands}*`);
    if (messages.length !== 1 || !isLast) wrong.push(`${id}, ${stands}: ${messages.length} messages, ${shown}`);
  }
  expect(wrong).toEqual([]);
  const keys = (await world.slack().effects("message.post")).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(await world.readiness()).toEqual({ status: 200, slack: undefined });
}, 120_000);
