import { OpenAPIHono } from "@hono/zod-openapi";
import { describe, expect, it } from "vitest";
import { send } from "../../test/setup/send-to-slack-routes.ts";
import { clickPayload, formOf, formPayload, NOW, signedHeaders, slackWorld } from "../../test/setup/slack-world.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { createSlackRoutes } from "./routes.ts";

const click = (...how: Parameters<typeof clickPayload>) => formOf(clickPayload(...how));

describe("where no signing secret is configured", () => {
  it.each(["interactions", "commands", "events"])("nothing is at /slack/%s", async (path) => {
    const response = await createSlackRoutes(undefined).request(`/slack/${path}`, { method: "POST", body: "x" });
    expect(response.status).toBe(404);
  });
});

it("stands beside the other routes of the API", async () => {
  const app = new OpenAPIHono<ApiEnv>().route("/", createSlackRoutes(slackWorld().deps));
  expect((await app.request("/slack/events", { method: "POST", body: "x" })).status).toBe(401);
});

describe("what is not Slack's", () => {
  const body = click("approve");
  const good = signedHeaders(body);
  const flipped = `v0=${good["x-slack-signature"]?.slice(3).replace(/^./, (one) => (one === "a" ? "b" : "a")) ?? ""}`;
  it.each<[string, { body: string | Uint8Array<ArrayBuffer>; headers: Record<string, string> }, number]>([
    ["no signature", { body, headers: {} }, 401],
    ["no timestamp", { body, headers: { "x-slack-signature": good["x-slack-signature"] ?? "" } }, 401],
    ["a signature of another secret", { body, headers: signedHeaders(body, { secret: "another" }) }, 401],
    ["a signature with one letter changed", { body, headers: { ...good, "x-slack-signature": flipped } }, 401],
    ["a signature of another scheme", { body, headers: { ...good, "x-slack-signature": "sha256=00" } }, 401],
    ["another body under the same signature", { body: `${body}&x=1`, headers: good }, 401],
    ["301 s ago", { body, headers: signedHeaders(body, { atMs: NOW - 301_000 }) }, 401],
    ["in 301 s", { body, headers: signedHeaders(body, { atMs: NOW + 301_000 }) }, 401],
    ["another app", ofBody(click("approve", { api_app_id: "A0OTHER" })), 401],
    ["more than 1 MiB", ofBody("x".repeat(1024 * 1024 + 1)), 413],
    ["bytes that are no UTF-8", ofBody(Buffer.from([0x70, 0xff, 0xfe])), 400],
    ["escapes that are no UTF-8", ofBody("payload=%FF%FE"), 400],
    ["a payload twice", ofBody(`${body}&${body}`), 400],
    ["a payload that is no JSON", ofBody("payload=%7Bnot"), 400],
    [
      "a payload of another shape",
      ofBody(formOf({ type: "block_actions", api_app_id: "A0HOLDFAST", user: { id: "U1" } })),
      400,
    ],
    ["a payload of no installation", ofBody(click("approve", { team: null })), 400],
    ["a click without actions", ofBody(click("approve", { actions: [] })), 400],
  ])("is refused, and nothing is stored: %s", async (_, sent, status) => {
    const world = slackWorld();
    const response = await send(world, "interactions", sent);
    expect(response.status).toBe(status);
    expect(world.inbox.rows).toEqual([]);
    expect(world.forms).toEqual([]);
    expect(await response.text()).not.toContain("U0BO");
  });

  function ofBody(sent: string | Uint8Array<ArrayBuffer>) {
    return { body: sent, headers: signedHeaders(sent) };
  }

  it("is refused by size before a byte of it is read, where it says so", async () => {
    const headers = { ...signedHeaders("x"), "content-length": String(2 ** 30) };
    expect((await send(slackWorld(), "interactions", { body: "x", headers })).status).toBe(413);
  });

  it("is cut off while it is sent, where it does not say how long it is", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const request = { method: "POST", body: endless, headers: signedHeaders("x"), duplex: "half" } as RequestInit;
    const response = await createSlackRoutes(slackWorld().deps).request("/slack/events", request);
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(2 * 1024 * 1024);
  });

  it("is not waited for, where it comes a byte at a time", async () => {
    const slow = new ReadableStream({ pull: async () => await new Promise(() => undefined) });
    const request = { method: "POST", body: slow, headers: signedHeaders("x"), duplex: "half" } as RequestInit;
    const routes = createSlackRoutes({ ...slackWorld().deps, bodyMsMax: 20 });
    expect((await routes.request("/slack/events", request)).status).toBe(408);
  });

  it("is logged at most once a minute", async () => {
    const world = slackWorld();
    const routes = createSlackRoutes(world.deps);
    for (let sent = 0; sent < 100; sent += 1) await routes.request("/slack/events", { method: "POST", body: "x" });
    expect(world.logs).toHaveLength(1);
  });
});

describe("a click", () => {
  it("is a row before it is acknowledged, with an empty answer", async () => {
    const world = slackWorld();
    const response = await send(world, "interactions", { body: click("approve") });
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(world.inbox.rows).toMatchObject([{ state: "waiting", item: { kind: "click", action: "holdfast.approve" } }]);
    expect(JSON.stringify(world.inbox.rows)).not.toContain("hooks.slack.com");
  });

  it("that is sent again is acknowledged again, and adds nothing", async () => {
    const world = slackWorld();
    for (let sent = 0; sent < 3; sent += 1)
      expect((await send(world, "interactions", { body: click("reject") })).status).toBe(200);
    expect(world.inbox.rows).toHaveLength(1);
    expect(world.forms).toHaveLength(1);
  });

  it("may be signed with either secret during a rotation", async () => {
    const world = slackWorld();
    const inbound = { ...world.deps.inbound, signingSecrets: ["new", "old"] };
    const rotating = { ...world, deps: { ...world.deps, inbound } };
    for (const secret of ["new", "old"]) {
      const body = click("approve", { trigger_id: secret });
      expect((await send(rotating, "interactions", { body, headers: signedHeaders(body, { secret }) })).status).toBe(
        200,
      );
    }
  });

  it("is not acknowledged where it could not be recorded in time", { timeout: 10_000 }, async () => {
    const world = slackWorld();
    const inbox = { ...world.inbox, receiveSlackItem: async () => await new Promise<never>(() => undefined) };
    const response = await send({ ...world, deps: { ...world.deps, inbox } }, "interactions", {
      body: click("approve"),
    });
    expect(response.status).toBe(503);
  });

  it("on Reject opens the form, also while the database is slow, and is acknowledged at once", async () => {
    const world = slackWorld();
    const never = async () => await new Promise<never>(() => undefined);
    const inbox = { ...world.inbox, receiveSlackItem: never };
    const store = { ...world.deps.store, getApproval: never };
    const begun = performance.now();
    const response = await send({ ...world, deps: { ...world.deps, inbox, store } }, "interactions", {
      body: click("reject"),
    });
    expect(response.status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(2_900);
    expect(world.forms).toMatchObject([{ trigger: "1.2.abc", view: { callback_id: "holdfast.reject.reason" } }]);
  });

  it("on Reject of what is decided already opens nothing", async () => {
    const world = slackWorld();
    for (const [id, view] of world.approvals) world.approvals.set(id, { ...view, status: "expired" });
    await send(world, "interactions", { body: click("reject") });
    expect(world.forms).toEqual([]);
  });

  it("whose form did not open asks the person to click again", async () => {
    const world = slackWorld();
    const openForm = async () =>
      ({ outcome: "refused", code: "expired_trigger_id", reason: "late", mend: "person" }) as const;
    await send({ ...world, deps: { ...world.deps, chat: { ...world.deps.chat, openForm } } }, "interactions", {
      body: click("reject"),
    });
    expect(world.whispers).toEqual([{ user: "U0BO", text: "It could not be opened in time. Click again." }]);
  });

  it("on Details shows them to who may see the environment, and to nobody else", async () => {
    const world = slackWorld();
    await send(world, "interactions", { body: click("details") });
    expect(world.forms).toMatchObject([{ view: { callback_id: "holdfast.details" } }]);
    const authorization = { decide: () => ({ isAllowed: false, policies: [] }) };
    await send({ ...world, deps: { ...world.deps, authorization } }, "interactions", {
      body: click("details", {
        trigger_id: "2",
        actions: [{ ...(clickPayload("details")["actions"] as object[])[0], action_ts: "9.9" }],
      }),
    });
    expect(world.forms).toHaveLength(1);
    expect(world.whispers.map(({ text }) => text)).toEqual([
      "You may not see this environment. Ask an admin for the role viewer.",
    ]);
  });

  it("of an installation for a whole organisation is known by the organisation", async () => {
    const world = slackWorld();
    const install = { team: null, enterprise: { id: "E1" }, is_enterprise_install: true };
    await send(world, "interactions", { body: click("approve", install) });
    expect(world.inbox.rows).toMatchObject([{ item: { by: { team: "E1", user: "U0BO", home: "" } } }]);
  });

  it.each([
    ["that closed a form", { type: "view_closed", view: {} }],
    ["in a page of ours", { container: { type: "view", view_id: "V1" }, message: null }],
  ])("%s is acknowledged, and that is all", async (_, change) => {
    const world = slackWorld();
    expect((await send(world, "interactions", { body: click("approve", change) })).status).toBe(200);
    expect(world.inbox.rows).toEqual([]);
  });
});

describe("a form", () => {
  it.each(["", "no", "    no   "])("with the reason %j says that it wants more, and stores nothing", async (reason) => {
    const world = slackWorld();
    const response = await send(world, "interactions", { body: formOf(formPayload(reason)) });
    expect(await response.json()).toEqual({
      response_action: "errors",
      errors: { reason: "Say why, in 5 characters or more." },
    });
    expect(world.inbox.rows).toEqual([]);
  });

  it("with a reason is a row, once, and closes with an empty answer", async () => {
    const world = slackWorld();
    for (let sent = 0; sent < 2; sent += 1) {
      const response = await send(world, "interactions", { body: formOf(formPayload(" the prices are wrong ")) });
      expect([response.status, await response.text()]).toEqual([200, ""]);
    }
    expect(world.inbox.rows).toMatchObject([{ item: { kind: "submission", reason: "the prices are wrong" } }]);
  });
});
