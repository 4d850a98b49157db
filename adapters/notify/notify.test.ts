import { expect, it } from "vitest";
import { notifyBy } from "./notify.ts";
import type { Notification } from "./port.ts";

const notification: Notification = {
  id: "hf-1",
  subscription: {
    apiVersion: "holdfast.dev/v1",
    kind: "Subscription",
    metadata: { project: "shop", name: "alerts", labels: {} },
    spec: { events: ["*"], slack: { channel: "C0ALERTS" } },
  },
  event: {
    seq: 1,
    type: "environment.held",
    time: "2026-11-21T08:00:00.000Z",
    actor: { kind: "system", name: "holdfast" },
    project: "shop",
    message: "it is held",
    data: {},
  },
  wasUnclear: false,
  queuedAt: 0,
  attempts: 1,
} as Notification;
const never = new AbortController().signal;
const webhooks = { arePrivateAllowed: false, now: () => 0 };

/** A chat that answers so, and secrets that count how often they are read. */
function world(post: () => Promise<unknown>) {
  const read: string[] = [];
  const secrets = {
    names: async () => ["token", "other"],
    version: async () => "1",
    read: async (_: string, name: string) => {
      read.push(name);
      return { value: `canary-of-${name}`, version: "1" };
    },
  };
  const chat = { post, find: async () => ({ outcome: "applied", value: null }) } as never;
  return { read, secrets, notify: notifyBy({ webhooks, chat }, secrets) };
}

it("reads no secret for what is delivered and says nothing", async () => {
  const { read, notify } = world(async () => ({ outcome: "applied", value: { channel: "C0ALERTS", ts: "1.1" } }));
  expect((await notify(notification, never)).result.outcome).toBe("delivered");
  expect(read).toEqual([]);
});

it("masks every secret of the project in what failed, and reads them once for many", async () => {
  const { read, notify } = world(async () => ({ outcome: "unknown", reason: "no, canary-of-token" }));
  for (let each = 0; each < 5; each += 1) {
    const { fault } = await notify(notification, never);
    expect(fault).toContain("***");
    expect(fault).not.toContain("canary");
  }
  expect(read).toEqual(["token", "other"]);
});

it("shows nothing of what it could not mask", async () => {
  const { secrets } = world(async () => undefined);
  const chat = {
    post: async () => ({ outcome: "unknown", reason: "no, canary-of-token" }),
    find: async () => ({ outcome: "applied", value: null }),
  } as never;
  const names = async () => await Promise.reject(new Error("away"));
  const { fault, result } = await notifyBy({ webhooks, chat }, { ...secrets, names })(notification, never);
  expect(result.outcome).toBe("failed");
  expect(fault).toBe("it is not shown: the secrets to mask in it could not be read");
});
