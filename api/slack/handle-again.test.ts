import { describe, expect, it } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import type { SlackItem } from "../../domain/schema/slack-item.ts";
import { approvalView } from "../../test/setup/approval-view.ts";
import { button, by, click, form, handle, said } from "../../test/setup/handle-slack.ts";
import { NOW, person, slackWorld, TEAM } from "../../test/setup/slack-world.ts";
import type { SlackDeps } from "./slack-deps.ts";

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

  it.each([
    ["a vote that counts", click("approve"), "counted: approve of bo"],
    ["a rejection", form("the prices are wrong"), "counted: reject of bo"],
    ["a vote that is refused", click("approve", by("U0ANA")), "refused: REQUEST_INVALID: you asked for it yourself"],
  ])("that dies at any call, before or after it took effect, ends the same: %s", async (_, sent, outcome) => {
    const clean = slackWorld();
    let calls = 0;
    await handle(clean, [sent], dyingAt(clean.deps, { at: 0, when: "before", count: () => (calls += 1) }));
    expect(calls).toBeGreaterThan(5);
    for (let at = 1; at <= calls; at += 1) {
      for (const when of ["before", "after"] as const) {
        const world = slackWorld();
        let count = 0;
        const outcomes = await handle(world, [sent], dyingAt(world.deps, { at, when, count: () => (count += 1) }));
        expect(outcomes).toEqual([outcome]);
        expect(world.ballots).toHaveLength(1);
        expect(world.whispers.length).toBeLessThanOrEqual(outcome.startsWith("refused") ? 2 : 0);
        expect(world.inbox.rows[0]?.attempts).toBeLessThanOrEqual(2);
      }
    }
  });

  it("asks Slack again who somebody is, and gives up in favour of the other doors", async () => {
    const world = slackWorld();
    world.accounts.set("U0BO", { outcome: "unknown", reason: "no answer" });
    const outcomes = await handle(world, [click("approve"), form("the prices are wrong", by("U0CY"))]);
    expect(outcomes).toEqual(["refused: account U0BO: no answer", "counted: reject of cy"]);
    expect(world.inbox.now() - NOW).toBeGreaterThanOrEqual(15 * 60_000);
    expect(world.inbox.now() - NOW).toBeLessThan(17 * 60_000);
    expect(said(world)).toMatch(/vote by CLI or API/);
  });

  it("loses no rejection while Slack is slow for a while, and lets no approval of the same overtake it", async () => {
    const world = slackWorld();
    const account: SlackDeps["chat"]["account"] = async (user) =>
      user === "U0BO" && world.inbox.now() < NOW + 30_000
        ? { outcome: "unknown", reason: "no answer of Slack in time" }
        : { outcome: "applied", value: { user, team: TEAM, isMember: true } };
    const deps = { ...world.deps, chat: { ...world.deps.chat, account } };
    const outcomes = await handle(world, [form("the prices are wrong"), click("approve", by("U0CY"))], deps);
    expect(outcomes[0]).toBe("counted: reject of bo");
    expect(outcomes[1]).toMatch(/^refused: .*it is rejected already/);
    expect(world.ballots.map(({ choice }) => choice)).toEqual(["reject", "approve"]);
  });

  it("waits as long as Slack asks for", async () => {
    const world = slackWorld();
    const askedAt: number[] = [];
    const account: SlackDeps["chat"]["account"] = async (user) => {
      askedAt.push(world.inbox.now() - NOW);
      if (askedAt.length === 1) return { outcome: "throttled", reason: "pause", retryAfterMs: 45_000 };
      return { outcome: "applied", value: { user, team: TEAM, isMember: true } };
    };
    await handle(world, [click("approve")], { ...world.deps, chat: { ...world.deps.chat, account } });
    expect(askedAt).toEqual([0, 45_000]);
  });

  it("reads what a person may do after Slack has said who they are", async () => {
    const world = slackWorld();
    const account: SlackDeps["chat"]["account"] = async (user) => {
      world.persons.set(`${TEAM}/U0BO`, person("bo", { isActive: false }));
      return { outcome: "applied", value: { user, team: TEAM, isMember: true } };
    };
    const deps = { ...world.deps, chat: { ...world.deps.chat, account } };
    expect(await handle(world, [click("approve")], deps)).toEqual(["refused: bo is deactivated"]);
    expect(world.ballots).toEqual([]);
  });

  it("tells whoever sent a form or a command that was given up", async () => {
    const sent: string[] = [];
    const world = slackWorld({
      fetch: async (_, init) => {
        sent.push(String(init?.body));
        return new Response("ok");
      },
    });
    const listApprovals = async () => await Promise.reject(new TypeError("a bug"));
    const getApproval = async () => await Promise.reject(new TypeError("a bug"));
    const responseUrl = "https://hooks.slack.com/commands/1";
    const item: SlackItem = {
      kind: "command",
      by: { team: TEAM, user: "U0BO", home: "" },
      text: "approvals",
      responseUrl,
    };
    await world.inbox.receiveSlackItem({ key: "c", item, state: "waiting" });
    const deps = { ...world.deps, store: { ...world.deps.store, listApprovals, getApproval } };
    const outcomes = await handle(world, [form("the prices are wrong")], deps);
    expect(outcomes).toEqual(["errored: a bug; told", "errored: a bug"]);
    expect(said(world)).toMatch(/^Holdfast could not handle this rejection/);
    expect(sent.join("")).toContain("Holdfast could not answer this");
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
    expect(said(world)).toMatch(/^Holdfast could not handle this click/);
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

/** The same dependencies, which fail once: at the n-th call that handling makes, before or after it took effect. */
function dyingAt(
  deps: SlackDeps,
  { at, when, count }: { readonly at: number; readonly when: "before" | "after"; readonly count: () => number },
): SlackDeps {
  const dying = <Of extends object>(of: Of): Of =>
    new Proxy(of, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== "function" || name === "openSlackItems") return value;
        return async (...how: unknown[]) => {
          const isIt = count() === at;
          if (isIt && when === "before") throw new Error("killed before");
          const result: unknown = await Reflect.apply(value, target, how);
          if (isIt) throw new Error("killed after");
          return result;
        };
      },
    });
  const calls = dying({
    adoptCopy: deps.adoptCopy,
    principalOfIdentity: deps.principalOfIdentity,
    modeOf: deps.modeOf,
  });
  return {
    ...deps,
    inbox: dying(deps.inbox),
    store: dying(deps.store),
    chat: dying(deps.chat),
    adoptCopy: async (...how) => await calls.adoptCopy(...how),
    principalOfIdentity: async (...how) => await calls.principalOfIdentity(...how),
    modeOf: async (...how) => await calls.modeOf(...how),
  };
}
