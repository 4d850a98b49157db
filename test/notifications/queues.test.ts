import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { notifyBy } from "../../adapters/notify/notify.ts";
import type { Notify } from "../../adapters/notify/port.ts";
import { fanOut } from "../../adapters/store/notifications/fan-out.ts";
import { request } from "../setup/store-world.ts";
import { notifyWorld, type NotifyWorld, SECRETS, until } from "./notify-world.ts";
import { hang, type Receiver, startReceiver, status } from "./receiver.ts";

let world: NotifyWorld;
let receiver: Receiver;

beforeEach(async () => {
  [world, receiver] = await Promise.all([notifyWorld(), startReceiver(SECRETS)]);
});

afterEach(async () => {
  await world.close();
  await receiver.close();
});

const hook = () => ({ webhook: { url: receiver.url, secret: "signing" } });
const allDelivered = async () => (await world.deliveries()).every(({ state }) => state === "delivered");

test("each subscription gets one delivery of each event, whoever makes them and however often", async () => {
  await world.subscribe("one", hook());
  await world.subscribe("two", { ...hook(), events: ["*"] });
  await world.subscribe("none", { ...hook(), events: ["snapshot.*"] });
  await world.held(40);
  const makers = Array.from({ length: 4 }, async () => {
    for (let round = 0; round < 30; round += 1) await world.store.fanOut({ limit: 7, nowMs: world.now() });
  });
  await Promise.all(makers);
  expect(await world.cursor()).toBe(await world.store.lastEventSeq());
  const seqs = async (name: string) =>
    (await world.deliveries(name)).filter(({ event }) => event.type === "promotion.held").map(({ event }) => event.seq);
  const [one, two] = [await seqs("one"), await seqs("two")];
  expect(one).toHaveLength(40);
  expect(new Set(one).size).toBe(40);
  expect(two).toEqual(one);
  expect(await world.deliveries("none")).toEqual([]);
});

test("a subscription is told of what happens after it, and of nothing before", async () => {
  await world.held(3);
  await world.subscribe("late", hook());
  await world.held(2);
  world.start();
  await until("both are there", async () => (await world.deliveries()).length === 2);
  await until("both arrived", allDelivered);
  expect(receiver.calls).toHaveLength(2);
});

test("a subscription that is narrowed to a class is told of environments of that class", async () => {
  await world.subscribe("prod", { ...hook(), classes: ["prod"] });
  await world.subscribe("dev", { ...hook(), classes: ["dev"] });
  await world.held(1);
  await world.held(1, { environmentUid: await world.world.uidOf("shop-dev") });
  await world.store.fanOut({ limit: 100, nowMs: world.now() });
  expect([(await world.deliveries("prod")).length, (await world.deliveries("dev")).length]).toEqual([0, 2]);
});

test("a receiver that hangs, and one that is slow, delay no other", async () => {
  const hanging = await startReceiver(SECRETS);
  hanging.answerAlways(hang);
  await world.subscribe("hanging", { webhook: { url: hanging.url, secret: "signing" } });
  await world.subscribe("quick", hook());
  world.start();
  await world.held(50);
  await until("the quick one has all", () => receiver.calls.length === 50);
  // Its first call is not even over.
  expect(hanging.calls).toHaveLength(1);
  await world.stop();
  await hanging.close();
});

test("a process that dies between sending and recording sends the same id once more, and loses nothing", async () => {
  await world.subscribe("hooks", hook());
  const sending = notifyBy({ webhooks: world.webhooks }, world.secrets);
  let deaths = 0;
  const dying: Notify = async (notification, signal) => {
    await sending(notification, signal);
    deaths += 1;
    // Nobody records it: the process is gone before.
    return await new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
  };
  world.start(dying);
  await world.held(5);
  await until("it died in the middle", () => deaths === 1);
  await world.stop();
  world.start();
  world.pass(30_000);
  await until("all are there", async () => (await world.deliveries()).length === 5);
  await until("all arrived", allDelivered);
  expect(Object.values(receiver.counts()).toSorted((one, other) => one - other)).toEqual([1, 1, 1, 1, 2]);
  expect((await world.deliveries()).map(({ attempts }) => attempts).toSorted((one, other) => one - other)).toEqual([
    1, 1, 1, 1, 2,
  ]);
});

test("what waited in a killed process goes on in the next, with its schedule", async () => {
  receiver.answers.push(status(500));
  await world.subscribe("hooks", hook());
  world.start();
  await world.held();
  await until("it failed", async () => (await world.deliveries())[0]?.lastStatus === 500);
  await world.stop();
  const { nextAt = 0, attemptedAt = 0 } = await world.delivery();
  expect(nextAt - attemptedAt).toBeGreaterThanOrEqual(5_000);
  world.start();
  world.pass(5_000);
  await until("it arrived", allDelivered);
  expect(Object.values(receiver.counts())).toEqual([2]);
});

test("a subscription that is changed is tried at once, the new way", async () => {
  const former = await startReceiver(SECRETS);
  former.answerAlways(status(500));
  await world.subscribe("hooks", { webhook: { url: former.url, secret: "signing" } });
  world.start();
  await world.held();
  await until("it failed", async () => (await world.deliveries())[0]?.lastStatus === 500);
  await world.subscribe("hooks", hook());
  await until("it arrived", async () => (await world.deliveries())[0]?.state === "delivered");
  expect([former.calls.length, receiver.calls.length]).toEqual([1, 1]);
  await former.close();
});

test("one that was queued again while it was tried is tried once more", async () => {
  await world.subscribe("hooks", hook());
  receiver.answers.push((response) => {
    void world.deliveries().then(async ([one]) => {
      await world.store.acceptRedeliver(request(), one?.id ?? "");
      response.writeHead(500).end();
    });
  });
  world.start();
  await world.held();
  await until("it arrived", async () => (await world.deliveries())[0]?.state === "delivered");
  expect(Object.values(receiver.counts())).toEqual([2]);
});

test("a delivered one can be told again, under its id; one of a deleted subscription can not", async () => {
  await world.subscribe("hooks", hook());
  world.start();
  await world.held();
  await until("it is there", async () => (await world.deliveries()).length === 1);
  await until("it arrived", allDelivered);
  const { id } = await world.delivery();
  const again = request();
  await world.store.acceptRedeliver(again, id);
  expect((await world.store.acceptRedeliver(again, id)).isReplay).toBe(true);
  await until("it arrived again", () => receiver.counts()[id] === 2);
  await until("it is recorded", allDelivered);
  await world.store.acceptDeleteDocument(request(), { kind: "Subscription", project: "shop", name: "hooks" });
  await expect(world.store.acceptRedeliver(request(), id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(world.store.acceptRedeliver(request(), "hf-none")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a deleted subscription is told no more, and one of its name later is another one", async () => {
  await world.subscribe("hooks", hook());
  await world.held(2);
  await world.store.fanOut({ limit: 100, nowMs: world.now() });
  await world.store.acceptDeleteDocument(request(), { kind: "Subscription", project: "shop", name: "hooks" });
  await world.subscribe("hooks", hook());
  world.start();
  await world.held();
  await until("the new one is told", () => receiver.calls.length === 1);
  await until("it is recorded", async () => (await world.deliveries()).every(({ state }) => state !== "pending"));
  const states = (await world.deliveries()).map(({ state, lastFault }) => [state, lastFault]);
  expect(states).toEqual([
    ["dead", "its subscription was deleted"],
    ["dead", "its subscription was deleted"],
    ["delivered", ""],
  ]);
});

test("what was settled long ago is forgotten with its attempts; what waits is kept", async () => {
  await world.subscribe("hooks", hook());
  world.start();
  await world.held(2);
  await until("both are there", async () => (await world.deliveries()).length === 2);
  await until("both arrived", allDelivered);
  await world.stop();
  await world.held();
  await world.store.fanOut({ limit: 100, nowMs: world.now() });
  expect(await world.store.forgetDeliveries(world.now() - 1_000_000)).toBe(0);
  expect(await world.store.forgetDeliveries(world.now() + 1_000)).toBe(2);
  expect(await world.delivery()).toMatchObject({ state: "pending" });
});

test("a page of deliveries goes on where the last one ended", async () => {
  await world.subscribe("hooks", { ...hook(), events: ["promotion.*", "release.*"] });
  await world.held(5);
  await world.store.fanOut({ limit: 100, nowMs: world.now() });
  const first = await world.store.listDeliveries({
    limit: 3,
    state: "pending",
    event: "promotion.held",
    project: "shop",
  });
  const second = await world.store.listDeliveries({ limit: 3, ...(first.continue && { continue: first.continue }) });
  const messages = [...first.items, ...second.items].map(({ event }) => event.message);
  expect(messages).toEqual([4, 3, 2, 1, 0].map((each) => `it is held, ${each}`));
  expect(second.continue).toBeUndefined();
});

test("of too much that waits the oldest are dead, and say why", async () => {
  await world.subscribe("hooks", hook());
  await world.subscribe("others", hook());
  await world.held(8);
  await fanOut(world.world.postgres, { limit: 100, nowMs: world.now(), pendingMax: 5 });
  const states = (await world.deliveries("hooks")).map(({ state }) => state);
  expect(states).toEqual([...Array(3).fill("dead"), ...Array(5).fill("pending")]);
  expect((await world.deliveries("others")).filter(({ state }) => state === "pending")).toHaveLength(5);
  expect((await world.deliveries("hooks"))[0]?.lastFault).toContain("more than 5 waited");
});

test("a test, a redelivery and enabling are tried at once while the receiver is left alone, the test first", async () => {
  receiver.answers.push(status(503, { "retry-after": "3600" }));
  await world.subscribe("hooks", hook());
  world.start();
  await world.held(3);
  await until("it is left alone", async () => (await world.subscription("hooks")).pausedUntil !== undefined);
  await world.stop();
  expect(receiver.calls).toHaveLength(1);
  const target = { project: "shop", name: "hooks" };
  const isPaused = async () => (await world.subscription("hooks")).pausedUntil !== undefined;
  const pause = async () =>
    void (await sql`update subscription set paused_until = now() + interval '1 hour'`.execute(
      world.world.postgres.rows,
    ));
  const [waiting] = await world.deliveries("hooks");
  await world.store.acceptRedeliver(request(), waiting?.id ?? "");
  expect(await isPaused()).toBe(false);
  await pause();
  await world.store.acceptRedeliverAll(request(), { ...target, withDelivered: false });
  expect(await isPaused()).toBe(false);
  await pause();
  await world.store.acceptEnable(request(), target);
  expect(await isPaused()).toBe(false);
  await pause();
  await world.store.acceptTestDelivery(request(), target);
  expect(await isPaused()).toBe(false);
  const { uid } = await world.subscription("hooks");
  const first = await world.store.claimDelivery(uid, { nowMs: world.now() + 1_000, leaseMs: 30_000 });
  expect(first?.event.type).toBe("subscription.tested");
});

test("a receiver that is overloaded for hours is told of, and after a week its subscription is disabled", async () => {
  receiver.answerAlways(status(503));
  await world.subscribe("hooks", hook());
  world.start();
  await world.held(2);
  await until("it failed", async () => (await world.subscription("hooks")).failingSince !== undefined);
  for (let hours = 0; hours < 4; hours += 1) {
    const before = receiver.calls.length;
    world.pass(3_600_000);
    await until("it was tried again", () => receiver.calls.length > before);
  }
  await until("others hear of it", async () => (await world.eventTypes()).includes("subscription.failing"));
  expect((await world.subscription("hooks")).disabled).toBeUndefined();
  expect((await world.deliveries("hooks")).every(({ state }) => state === "pending")).toBe(true);
  world.pass(8 * 24 * 3_600_000);
  await until("it is disabled", async () => (await world.subscription("hooks")).disabled !== undefined);
  expect((await world.deliveries("hooks")).every(({ state }) => state === "dead")).toBe(true);
});
