import { describe, expect, it } from "vitest";
import { send } from "../../test/setup/send-to-slack-routes.ts";
import { commandForm, signedHeaders, slackWorld, TEAM } from "../../test/setup/slack-world.ts";

describe("an event", () => {
  const event = (change: object = {}) =>
    JSON.stringify({
      type: "event_callback",
      api_app_id: "A0HOLDFAST",
      team_id: TEAM,
      event_id: "Ev1",
      event: { type: "app_uninstalled" },
      ...change,
    });

  it("that is retried is stored once", async () => {
    const world = slackWorld();
    for (let retry = 0; retry < 4; retry += 1) {
      const headers = { ...signedHeaders(event()), "x-slack-retry-num": String(retry) };
      expect((await send(world, "events", { body: event(), headers })).status).toBe(200);
    }
    expect(world.inbox.rows).toMatchObject([{ item: { kind: "event", type: "app_uninstalled", team: TEAM } }]);
  });

  it("that asks whether this address is ours is answered, when it is signed", async () => {
    const body = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1a", token: "retired" });
    const response = await send(slackWorld(), "events", { body });
    expect([response.status, await response.text()]).toEqual([200, "3eZbrw1a"]);
    expect((await send(slackWorld(), "events", { body, headers: {} })).status).toBe(401);
  });

  it.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["a list", "[]"],
    ["100,000 levels", "[".repeat(100_000)],
    ["no id", JSON.stringify({ type: "event_callback", api_app_id: "A0HOLDFAST", event: { type: "x" } })],
  ])("that is %s is refused", async (_, body) => {
    const world = slackWorld();
    expect((await send(world, "events", { body })).status).toBe(400);
    expect(world.inbox.rows).toEqual([]);
  });

  it("of another app is refused", async () => {
    expect((await send(slackWorld(), "events", { body: event({ api_app_id: "A1" }) })).status).toBe(401);
  });
});

describe("a command", () => {
  it("is answered at once, to one person, and has its outcome", async () => {
    const world = slackWorld();
    const response = await send(world, "commands", { body: commandForm("help") });
    expect(await response.json()).toMatchObject({ response_type: "ephemeral", text: /\/holdfast status/ });
    expect(world.inbox.rows).toMatchObject([{ state: "handled", outcome: "answered: help" }]);
  });

  it("that is sent again is not answered again", async () => {
    const world = slackWorld();
    await send(world, "commands", { body: commandForm("approvals") });
    const again = await send(world, "commands", { body: commandForm("approvals") });
    expect([again.status, await again.text(), world.inbox.rows.length]).toEqual([200, "", 1]);
  });

  it("that takes long is answered later", { timeout: 10_000 }, async () => {
    const world = slackWorld({ principalOfIdentity: async () => await new Promise<never>(() => undefined) });
    const response = await send(world, "commands", { body: commandForm("approvals") });
    expect(await response.json()).toMatchObject({ text: "One moment, the answer follows." });
    expect(world.inbox.rows).toMatchObject([{ state: "waiting" }]);
  });

  it("of an installation for a whole organisation is known by the organisation", async () => {
    const world = slackWorld();
    await send(world, "commands", {
      body: commandForm("help", { is_enterprise_install: "true", enterprise_id: "E1" }),
    });
    expect(world.inbox.rows).toMatchObject([{ item: { by: { team: "E1" } } }]);
  });

  it("is acknowledged where Slack only checks the certificate, signed or not, and nothing is stored", async () => {
    const world = slackWorld();
    const body = "ssl_check=1&token=retired";
    expect((await send(world, "commands", { body, headers: {} })).status).toBe(200);
    expect((await send(world, "commands", { body })).status).toBe(200);
    expect(world.inbox.rows).toEqual([]);
  });
});
