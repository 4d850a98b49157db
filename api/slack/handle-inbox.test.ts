import { describe, expect, it, vi } from "vitest";
import type { SlackItem } from "../../domain/schema/slack-item.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { approvalView } from "../../test/setup/approval-view.ts";
import {
  clickPayload,
  formOf,
  formPayload,
  NOW,
  person,
  slackWorld,
  type SlackWorld,
  TEAM,
} from "../../test/setup/slack-world.ts";
import { createBell } from "../wakes/bell.ts";
import { handleSlackInbox } from "./handle-inbox.ts";
import type { Inbound } from "./inbound.ts";
import { parseInteraction } from "./parse-interaction.ts";
import type { SlackDeps } from "./slack-deps.ts";

/** Stores what was sent as the routes do, handles all of it, and answers the outcomes. */
async function handle(world: SlackWorld, sent: readonly Inbound[], deps: SlackDeps = world.deps) {
  for (const one of sent) {
    if (one.kind !== "item") throw new Error(`${one.kind} is not stored`);
    await world.inbox.receiveSlackItem({ key: one.key, item: one.item, state: "waiting" });
  }
  const stop = new AbortController();
  const loop = handleSlackInbox(deps, { commits: createBell(), signal: stop.signal });
  await vi.waitUntil(() => world.inbox.rows.every(({ state }) => state === "handled"), { timeout: 10_000 });
  stop.abort();
  await loop.ended;
  return world.inbox.rows.map(({ outcome }) => outcome);
}
const click = (...how: Parameters<typeof clickPayload>) => parseInteraction(formOf(clickPayload(...how)));
const form = (...how: Parameters<typeof formPayload>) => parseInteraction(formOf(formPayload(...how)));
const button = (change: object) => ({
  actions: [{ ...(clickPayload("approve")["actions"] as object[])[0], ...change }],
});
const by = (user: string, team = TEAM) => ({ user: { id: user, team_id: team } });
const said = (world: SlackWorld) => world.whispers.map(({ text }) => text).join("\n");

describe("a vote in Slack", () => {
  it("is counted with its person, plan, time of receipt and a key of its own", async () => {
    const world = slackWorld();
    const rows = [click("approve"), form("the prices are wrong", by("U0CY"))];
    expect(await handle(world, rows)).toEqual(["counted: approve of bo", "counted: reject of cy"]);
    const { planDigest } = approvalView().binding;
    const common = { approvalId: approvalView().id, via: "slack", receivedAt: NOW, planDigest, mayVote: true };
    expect(world.ballots).toMatchObject([
      { ...common, choice: "approve", reason: "", principal: { name: "bo" }, key: /^slack:click:[0-9a-f]{64}$/ },
      { ...common, choice: "reject", reason: "the prices are wrong", key: /^slack:submission:[0-9a-f]{64}$/ },
    ]);
    expect(world.whispers).toEqual([]);
  });

  it("is handled in the order in which it came", async () => {
    const world = slackWorld();
    const twice = (ts: string) => click("approve", button({ action_ts: ts }));
    await handle(world, [twice("1.1"), form("the prices are wrong", by("U0CY")), twice("1.2")]);
    expect(world.ballots.map(({ choice }) => choice)).toEqual(["approve", "reject", "approve"]);
    expect(said(world)).toMatch(/it is rejected already/);
  });

  it("adopts the message that was clicked, in case nobody knows of it any more", async () => {
    const world = slackWorld();
    await handle(world, [click("approve")]);
    expect(world.copies).toEqual(["ap-7f3k2m9qx4tn5b6a C0RELEASES 1790000000.000100"]);
    const other = slackWorld();
    await handle(other, [click("approve", { message: { ts: "1.1", app_id: "A0OTHER" } })]);
    expect(other.copies).toEqual([]);
  });

  it("is refused where the authorisation says no, in that environment", async () => {
    const asked: unknown[] = [];
    const decide = (...question: unknown[]) => {
      asked.push(question.slice(1));
      return { isAllowed: false, policies: [] };
    };
    const world = slackWorld({ authorization: { decide } });
    expect(await handle(world, [click("approve")])).toEqual(["refused: REQUEST_INVALID: you may not vote here"]);
    expect(asked).toEqual([
      ["vote", { kind: "environment", project: "shop", environment: "shop-prod", class: "prod" }],
    ]);
    expect(said(world)).toMatch(/^you may not vote here\n.*Nothing was counted\.$/);
  });

  it("is refused for a plan that is not the one shown, and for who asked", async () => {
    const world = slackWorld();
    const view = approvalView({ binding: { ...approvalView().binding, planDigest: `sha256:${"0".repeat(64)}` } });
    world.approvals.set(view.id, view);
    expect(await handle(world, [click("approve")])).toEqual(["refused: REQUEST_INVALID: the plan has changed since"]);
    const own = slackWorld();
    expect(await handle(own, [click("approve", by("U0ANA"))])).toEqual([
      "refused: REQUEST_INVALID: you asked for it yourself",
    ]);
    expect(own.whispers).toMatchObject([{ user: "U0ANA", text: /you asked for it yourself/ }]);
  });

  it("is refused where the project is decided elsewhere, whatever a message still shows", async () => {
    const world = slackWorld({ modeOf: async () => "link-only" });
    const outcomes = await handle(world, [click("approve"), form("the prices are wrong")]);
    expect(outcomes).toEqual(["refused: project shop is link-only", "refused: project shop is link-only"]);
    expect(world.ballots).toEqual([]);
    expect(said(world)).toMatch(/are not decided in Slack/);
  });
});

describe("nothing is counted, and the person hears why, of", () => {
  const refused = async (sent: Inbound, prepare: (world: SlackWorld) => void = () => undefined) => {
    const world = slackWorld();
    prepare(world);
    const [outcome] = await handle(world, [sent]);
    expect(world.ballots).toEqual([]);
    expect(outcome).toMatch(/^refused: /);
    return { outcome, text: said(world) };
  };

  it("an account that is linked to nobody, with the command that links it", async () => {
    const { outcome, text } = await refused(click("approve", by("U0NEW")));
    expect(outcome).toBe("refused: account U0NEW of T0SHOP is linked to nobody");
    expect(text).toContain("`holdfast people link NAME --slack-team T0SHOP --slack-user U0NEW`");
  });

  it("the same user id in another workspace", async () => {
    const { outcome } = await refused(click("approve", { team: { id: "T0EVIL" }, ...by("U0BO", "T0EVIL") }));
    expect(outcome).toBe("refused: account U0BO of T0EVIL is linked to nobody");
  });

  it("somebody of another workspace in a shared channel", async () => {
    const { text } = await refused(click("approve", by("U0BO", "T0PARTNER")));
    expect(text).toMatch(/Only full members of this workspace/);
  });

  it.each([
    ["a guest, a bot or a deactivated account", { user: "U0BO", team: TEAM, isMember: false }],
    ["an account whose home is elsewhere", { user: "U0BO", team: "T0PARTNER", isMember: true }],
  ])("%s, as Slack says", async (_, account) => {
    const { outcome } = await refused(click("approve"), ({ accounts }) =>
      accounts.set("U0BO", { outcome: "applied", value: account }),
    );
    expect(outcome).toBe("refused: U0BO is no full member of T0SHOP");
  });

  it("a person who is deactivated", async () => {
    const { text } = await refused(click("approve"), ({ persons }) =>
      persons.set(`${TEAM}/U0BO`, person("bo", { isActive: false })),
    );
    expect(text).toMatch(/is deactivated/);
  });

  it("an approval that does not exist", async () => {
    const strange = {
      value: JSON.stringify({ a: "ap-0000000000000000", p: approvalView().binding.planDigest }),
      block_id: "apr:ap-0000000000000000",
    };
    const { outcome } = await refused(click("approve", button(strange)));
    expect(outcome).toBe("refused: there is no approval ap-0000000000000000");
  });

  it.each([
    ["no JSON", { value: "yes" }],
    ["nothing", { value: "" }],
    [
      "more than we write",
      { value: JSON.stringify({ a: approvalView().id, p: approvalView().binding.planDigest, approve: true }) },
    ],
    ["a short digest", { value: JSON.stringify({ a: approvalView().id, p: "9f31c2" }) }],
    ["a digest that is no text", { value: JSON.stringify({ a: approvalView().id, p: { $ne: "" } }) }],
    ["another approval than its buttons", { block_id: "apr:ap-0000000000000000" }],
  ])("a button that says %s", async (_, change) => {
    const { outcome, text } = await refused(click("approve", button(change)));
    expect(outcome).toBe("refused: the button's value is malformed");
    expect(text).toMatch(/Nothing was counted/);
  });

  it("a form whose own words were changed", async () => {
    const view = {
      ...(formPayload("x")["view"] as object),
      state: { values: { reason: { text: { value: "long enough" } } } },
    };
    const { outcome } = await refused(
      parseInteraction(formOf(formPayload("x", { view: { ...view, private_metadata: "{}" } }))),
    );
    expect(outcome).toBe("refused: what the form carries is malformed");
  });
});

describe("a click that is no vote", () => {
  it.each([
    ["reject", "noted: was asked for a reason"],
    ["details", "noted: asked for details"],
    ["open", "noted: opened the page"],
  ] as const)("on %s is noted, and counts nothing", async (action, outcome) => {
    const world = slackWorld();
    expect(await handle(world, [click(action)])).toEqual([outcome]);
    expect(world.ballots).toEqual([]);
  });

  it("on Reject of what is decided says so", async () => {
    const world = slackWorld();
    world.approvals.set(approvalView().id, approvalView({ status: "superseded", statusReason: "a newer plan <x>" }));
    await handle(world, [click("reject")]);
    expect(said(world)).toBe("This approval is superseded already: a newer plan &lt;x&gt;. Nothing was counted.");
  });

  it("on anything else is ignored", async () => {
    expect(await handle(slackWorld(), [click("approve", button({ action_id: "other.app" }))])).toEqual([
      "ignored: no button of an approval",
    ]);
  });
});

describe("handling", () => {
  it("that is cut short between the ballot and its outcome counts once; the person may hear it twice", async () => {
    const world = slackWorld();
    let cuts = 2;
    const inbox = {
      ...world.inbox,
      endSlackItem: async (id: number, outcome: string) => {
        if (cuts > 0) {
          cuts -= 1;
          throw new Error("killed");
        }
        await world.inbox.endSlackItem(id, outcome);
      },
    };
    await handle(world, [click("approve", by("U0ANA"))], { ...world.deps, inbox });
    expect(world.ballots).toHaveLength(1);
    expect(world.whispers).toHaveLength(3);
    expect(world.inbox.rows).toMatchObject([{ attempts: 3, outcome: /^refused/ }]);
  });

  it("asks Slack again who somebody is, and gives up in favour of the other doors", async () => {
    const world = slackWorld();
    world.accounts.set("U0BO", { outcome: "unknown", reason: "no answer" });
    const outcomes = await handle(world, [click("approve"), form("the prices are wrong", by("U0CY"))]);
    expect(outcomes).toEqual(["refused: account U0BO: no answer", "counted: reject of cy"]);
    expect(world.inbox.rows[0]).toMatchObject({ attempts: 5 });
    expect(said(world)).toMatch(/vote by CLI or API/);
  });

  it("counts a vote once Slack says who it was", async () => {
    const world = slackWorld();
    let asked = 0;
    const account: SlackDeps["chat"]["account"] = async (user) => {
      asked += 1;
      return asked < 3
        ? { outcome: "throttled", reason: "pause", retryAfterMs: 1_000 }
        : { outcome: "applied", value: { user, team: TEAM, isMember: true } };
    };
    const deps = { ...world.deps, chat: { ...world.deps.chat, account } };
    expect(await handle(world, [click("approve")], deps)).toEqual(["counted: approve of bo"]);
  });

  it("gives one row up that fails for a reason of its own, and goes on", async () => {
    const world = slackWorld();
    const getApproval = async (id: string) => {
      if (id === "ap-0000000000000000") throw new TypeError("a bug");
      return world.approvals.get(id);
    };
    const poison = {
      value: JSON.stringify({ a: "ap-0000000000000000", p: approvalView().binding.planDigest }),
      block_id: "apr:ap-0000000000000000",
    };
    const deps = { ...world.deps, store: { ...world.deps.store, getApproval } };
    const outcomes = await handle(world, [click("approve", button(poison)), form("the prices are wrong")], deps);
    expect(outcomes).toEqual(["errored: a bug", "counted: reject of bo"]);
  });

  it("gives nothing up while the database is away", async () => {
    const world = slackWorld();
    let calls = 0;
    const getApproval = async (id: string) => {
      calls += 1;
      if (calls <= 7) throw new OrchestratorError("STORE_UNREACHABLE", "the database did not answer");
      return world.approvals.get(id);
    };
    const deps = { ...world.deps, store: { ...world.deps.store, getApproval } };
    expect(await handle(world, [click("approve")], deps)).toEqual(["counted: approve of bo"]);
    expect(calls).toBe(8);
  });

  it("answers a command that was handed over, at Slack's own address only", async () => {
    const sent: string[] = [];
    const world = slackWorld({
      fetch: async (url, init) => {
        sent.push(`${String(url)} ${String(init?.body)}`);
        return new Response("ok");
      },
    });
    const command = (responseUrl: string): SlackItem => ({
      kind: "command",
      by: { team: TEAM, user: "U0BO", home: "" },
      text: "help",
      responseUrl,
    });
    for (const url of [
      "https://hooks.slack.com/commands/1",
      "http://169.254.169.254/latest",
      "https://hooks.slack.com.evil.example/",
      "https://x@hooks.slack.com/",
    ])
      await world.inbox.receiveSlackItem({ key: url, item: command(url), state: "waiting" });
    const outcomes = await handle(world, []);
    expect(outcomes[0]).toBe("answered: help; told");
    expect(outcomes.slice(1)).toEqual(
      Array.from({ length: 3 }, () => "answered: help; not told: the address is not Slack's"),
    );
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^https:\/\/hooks\.slack\.com\/commands\/1 \{"response_type":"ephemeral"/);
  });

  it("notes an event", async () => {
    const world = slackWorld();
    await world.inbox.receiveSlackItem({
      key: "e",
      item: { kind: "event", team: TEAM, type: "app_uninstalled" },
      state: "waiting",
    });
    expect(await handle(world, [])).toEqual(["noted: app_uninstalled"]);
  });
});
