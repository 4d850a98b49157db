import { describe, expect, it } from "vitest";
import { approvalView } from "../../test/setup/approval-view.ts";
import { button, by, click, form, handle, said } from "../../test/setup/handle-slack.ts";
import { formOf, formPayload, NOW, person, slackWorld, type SlackWorld, TEAM } from "../../test/setup/slack-world.ts";
import type { Inbound } from "./inbound.ts";
import { parseInteraction } from "./parse-interaction.ts";

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
    expect(said(world)).toMatch(/^It is rejected already\. Nothing was counted\./);
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
    expect(said(world)).toMatch(/^You may not vote here\. Nothing was counted\.\n\S/);
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
    expect(own.whispers).toMatchObject([{ user: "U0ANA", text: /^You asked for it yourself\. Nothing was counted\./ }]);
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
    expect(text).toContain("`holdfast people link NAME --slack T0SHOP/U0NEW`");
  });

  it("the same user id in another workspace", async () => {
    const { outcome } = await refused(click("approve", { team: { id: "T0EVIL" }, ...by("U0BO", "T0EVIL") }));
    expect(outcome).toBe("refused: account U0BO of T0EVIL is linked to nobody");
  });

  it("a payload of another installation, once ours is known, whoever is linked there", async () => {
    const world = slackWorld({ ownTeam: () => TEAM });
    world.persons.set("T0EVIL/U0BO", person("bo"));
    const [outcome] = await handle(world, [click("approve", { team: { id: "T0EVIL" }, ...by("U0BO", "T0EVIL") })]);
    expect(outcome).toBe("refused: U0BO is of installation T0EVIL, not T0SHOP");
    expect(world.ballots).toEqual([]);
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

it("who was refused a vote, and why, is noted as for every other door", async () => {
  const world = slackWorld();
  await handle(world, [click("approve", by("U0NEW")), click("approve", by("U0ANA"))]);
  const resource = { kind: "environment", project: "shop", environment: "shop-prod" };
  expect(world.refusals).toMatchObject([
    { action: "vote", resource, code: "UNAUTHENTICATED", via: "slack", reason: /^account U0NEW of T0SHOP/ },
    { actor: { kind: "person", name: "ana" }, code: "REQUEST_INVALID", via: "slack", reason: /asked for it yourself/ },
  ]);
  expect(world.refusals[0]).not.toHaveProperty("actor");
  const counted = slackWorld();
  await handle(counted, [click("approve")]);
  expect(counted.refusals).toEqual([]);
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
