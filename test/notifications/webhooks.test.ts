import { afterEach, beforeEach, expect, test } from "vitest";
import { SCHEDULE_MS } from "../../domain/notifications/after-attempt.ts";
import { CloudEvent } from "../../domain/schema/cloud-event.ts";
import { request } from "../setup/store-world.ts";
import { notifyWorld, type NotifyWorld, SECRETS, until } from "./notify-world.ts";
import { endless, hang, type Receiver, reset, startReceiver, status } from "./receiver.ts";

let world: NotifyWorld;
let receiver: Receiver;

beforeEach(async () => {
  [world, receiver] = await Promise.all([notifyWorld(), startReceiver(SECRETS)]);
});

afterEach(async () => {
  await world.close();
  await receiver.close();
});

const hook = (more: object = {}) => ({ webhook: { url: receiver.url, secret: "signing", ...more } });
const attemptsOf = async () => (await world.deliveries())[0]?.attemptList.length ?? 0;

test("an event is posted once, signed, as a CloudEvent under the delivery's id", async () => {
  await world.subscribe("hooks", hook());
  world.start();
  await world.held();
  await until("it is delivered", async () => (await world.deliveries())[0]?.state === "delivered");
  const { id, payloadDigest, attemptList } = await world.delivery();
  const [call, ...others] = receiver.calls;
  expect(others).toEqual([]);
  expect(call).toMatchObject({
    id,
    signedBy: ["signing"],
    contentType: "application/cloudevents+json; charset=utf-8",
  });
  expect(CloudEvent.parse(JSON.parse(call?.body ?? ""))).toMatchObject({
    id,
    source: "/holdfast/shop",
    data: { customData: { event: "promotion.held", message: "it is held, 0" } },
  });
  expect(payloadDigest).toMatch(/^sha256:/);
  expect(attemptList).toMatchObject([{ number: 1, outcome: "delivered", status: 204, fault: "" }]);
  expect(await world.subscription("hooks")).toMatchObject({
    pending: 0,
    dead: 0,
    lastDelivery: { id, state: "delivered" },
  });
});

test("while a secret is changed both sign", async () => {
  await world.subscribe("hooks", hook({ previousSecret: "former" }));
  world.start();
  await world.held();
  await until("it arrived", () => receiver.calls.length === 1);
  expect(receiver.calls[0]?.signedBy).toEqual(["signing", "former"]);
});

test("three failures and then success are four attempts of one id, each signed anew", async () => {
  receiver.answers.push(status(500), status(500), status(500, {}, `no: ${SECRETS.signing}\u0007`));
  await world.subscribe("hooks", hook());
  world.start();
  await world.held();
  for (const [tries, waitMs] of [5_000, 300_000, 1_800_000].entries()) {
    await until(`attempt ${tries + 1} is recorded`, async () => (await attemptsOf()) === tries + 1);
    expect((await world.delivery()).state).toBe("pending");
    world.pass(waitMs);
  }
  await until("it is delivered", async () => (await world.delivery()).state === "delivered");
  const { id, attemptList } = await world.delivery();
  expect(receiver.counts()).toEqual({ [id]: 4 });
  expect(attemptList.map(({ number, fault }) => [number, fault])).toEqual([
    [4, ""],
    [3, "answered 500"],
    [2, "answered 500"],
    [1, "answered 500"],
  ]);
  expect(attemptList[1]?.answer).toBe("no: ***");
  const times = receiver.calls.map(({ timestamp }) => timestamp);
  expect(new Set(times).size).toBe(4);
  expect(receiver.calls.every(({ signedBy }) => signedBy.includes("signing"))).toBe(true);
});

test("410 disables at once, is an event, and ends what waits; enabled again it goes on", async () => {
  await world.subscribe("hooks", hook());
  receiver.answers.push(status(410));
  world.start();
  await world.held(3);
  await until("it is disabled", async () => (await world.subscription("hooks")).disabled !== undefined);
  await until("nothing is pending", async () => (await world.subscription("hooks")).pending === 0);
  expect(receiver.calls).toHaveLength(1);
  expect(await world.subscription("hooks")).toMatchObject({
    disabled: { reason: "its receiver wants nothing any more" },
    dead: 3,
  });
  expect(await world.eventTypes()).toContain("subscription.disabled");
  const target = { project: "shop", name: "hooks" };
  await expect(world.store.acceptTestDelivery(request(), target)).rejects.toMatchObject({
    code: "SUBSCRIPTION_DISABLED",
  });
  // What comes meanwhile is kept, dead, and can be asked for.
  await world.held();
  await until("it was passed", async () => (await world.subscription("hooks")).dead === 4);
  await world.store.acceptEnable(request(), target);
  const queued = await world.store.acceptRedeliverAll(request(), { ...target, withDelivered: false });
  expect(queued.results).toHaveLength(4);
  await until("all arrived", async () => (await world.deliveries()).every(({ state }) => state === "delivered"));
  expect(Object.values(receiver.counts()).toSorted((one, other) => one - other)).toEqual([1, 1, 1, 2]);
});

test("a redirect is not followed", async () => {
  const inside = await startReceiver(SECRETS);
  receiver.answers.push(status(302, { location: inside.url }));
  await world.subscribe("hooks", hook());
  world.start();
  await world.held();
  await until("it failed", async () => (await world.deliveries())[0]?.lastStatus === 302);
  expect(await world.delivery()).toMatchObject({
    state: "pending",
    lastFault: "answered 302: redirects are not followed",
  });
  expect(inside.calls).toEqual([]);
  await inside.close();
});

test("Retry-After is kept to, for everything of that receiver, also by the next process", async () => {
  receiver.answers.push(status(429, { "retry-after": "1200" }));
  await world.subscribe("hooks", hook());
  world.start();
  await world.held(2);
  await until("it was refused", async () => (await world.subscription("hooks")).pausedUntil !== undefined);
  await world.stop();
  world.start();
  world.pass(1_190_000);
  await world.held();
  await until("the third is queued", async () => (await world.deliveries()).length === 3);
  expect(receiver.calls).toHaveLength(1);
  world.pass(11_000);
  await until("all arrived", async () => (await world.deliveries()).every(({ state }) => state === "delivered"));
  expect(receiver.calls).toHaveLength(4);
});

test.each([
  ["hangs", hang, "no answer within 1500 ms"],
  ["breaks off", reset, "the connection was reset"],
])("a receiver that %s is tried again", async (_, answer, fault) => {
  receiver.answers.push(answer);
  await world.subscribe("hooks", hook());
  world.start();
  await world.held();
  await until("it failed", async () => (await world.deliveries())[0]?.lastFault === fault);
  world.pass(5_000);
  await until("it is delivered", async () => (await world.delivery()).state === "delivered");
  expect(Object.values(receiver.counts())).toEqual([2]);
});

test("of an answer without end the beginning is kept", async () => {
  receiver.answerAlways(endless);
  await world.subscribe("hooks", hook());
  world.start();
  await world.held();
  await until("it is delivered", async () => (await world.deliveries())[0]?.state === "delivered");
  expect((await world.delivery()).attemptList[0]?.answer).toBe("x".repeat(2_048));
});

test("a receiver that nobody reaches is dead after ten attempts, and said so once", async () => {
  await receiver.close();
  await world.subscribe("hooks", hook());
  world.start();
  await world.held(2);
  for (const [tries, waitMs] of SCHEDULE_MS.entries()) {
    world.pass(waitMs);
    await until(
      `attempt ${tries + 1} of both is recorded`,
      async () => (await world.deliveries()).filter(({ attemptList }) => attemptList.length === tries + 1).length === 2,
    );
  }
  const died = { state: "dead", attempts: 10, lastFault: "the connection was refused" };
  expect(await world.deliveries()).toMatchObject([died, died]);
  expect((await world.eventTypes()).filter((type) => type === "subscription.failing")).toHaveLength(1);
  expect((await world.subscription("hooks")).disabled).toBeUndefined();
  receiver = await startReceiver(SECRETS);
});

test("a secret that is no key of Standard Webhooks sends nothing, and says so", async () => {
  await world.subscribe("hooks", { webhook: { url: receiver.url, secret: "absent" } });
  world.start();
  await world.held();
  await until("it failed", async () => (await world.deliveries())[0]?.lastFault === 'there is no secret "absent"');
  expect(receiver.calls).toEqual([]);
});

test("a test is told to one subscription, and is no event of the record", async () => {
  await world.subscribe("hooks", hook());
  await world.subscribe("others", { ...hook(), events: ["*"] });
  const before = await world.eventTypes();
  const accepted = await world.store.acceptTestDelivery(request(), { project: "shop", name: "hooks" });
  world.start();
  await until("it arrived", () => receiver.calls.some(({ id }) => id === accepted.results[0]?.name));
  await until("it is delivered", async () => (await world.deliveries("hooks"))[0]?.state === "delivered");
  const [call] = receiver.calls.filter(({ id }) => id === accepted.results[0]?.name);
  expect(call?.event.type).toBe("dev.cdeventsx.holdfast-subscription.tested.0.1.0");
  expect(await world.eventTypes()).toEqual(before);
  expect(await world.delivery("hooks")).toMatchObject({ event: { type: "subscription.tested" } });
});
