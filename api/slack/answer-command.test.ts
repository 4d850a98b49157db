import { expect, it } from "vitest";
import type { EnvironmentView } from "../../adapters/store/views-port.ts";
import type { PromotionView } from "../../adapters/store/promotion-views-port.ts";
import type { Resource } from "../../domain/schema/access.ts";
import { approvalView, driftApprovalView, voteOf } from "../../test/setup/approval-view.ts";
import { person, slackWorld, TEAM } from "../../test/setup/slack-world.ts";
import { answerCommand } from "./answer-command.ts";
import type { SlackDeps } from "./slack-deps.ts";

const environment = {
  document: { metadata: { project: "shop", name: "shop-prod" }, spec: { class: "prod", release: "1.1.0" } },
  phase: "Held",
  reason: "restore failed: <api>",
  isSuspended: false,
  components: { total: 3, ready: 2, failed: 1 },
} as unknown as EnvironmentView;
const promotion = {
  id: "pr-1",
  release: "1.2.0",
  state: "Waiting",
  reason: "waits for 2 votes",
} as unknown as PromotionView;

function world(change: Partial<SlackDeps> = {}) {
  const made = slackWorld(change);
  const store = {
    ...made.deps.store,
    getEnvironment: async (name: string, project?: string) =>
      name === "shop-prod" && (project === undefined || project === "shop") ? environment : undefined,
    listPromotions: async () => ({ items: [promotion] }),
  };
  return { ...made, deps: { ...made.deps, store } };
}
const ask = async (text: string, { deps } = world(), user = "U0BO") =>
  (
    await answerCommand(
      deps,
      { kind: "command", by: { team: TEAM, user, home: "" }, text, responseUrl: "" },
      AbortSignal.timeout(5_000),
    )
  ).text;

it("says what an environment runs and waits for, by its name alone or with its project", async () => {
  const text = await ask("status shop-prod");
  expect(text.split("\n")).toEqual([
    "*shop/shop-prod* (prod): *Held*",
    "> restore failed: &lt;api&gt;",
    "Runs release `1.1.0`: 2 of 3 components ready, 1 failed",
    "Promotions:",
    "• `pr-1` 1.2.0 · Waiting: waits for 2 votes",
    "Approvals waiting:",
    "• `ap-7f3k2m9qx4tn5b6a` 0 of 2 from release-managers, until <!date^1790078400^{date_short_pretty} {time}|2026-09-22 12:00 UTC>",
  ]);
  expect(await ask("status “shop/shop-prod”")).toBe(text);
});

it("says the same of an environment that does not exist and of one that may not be seen", async () => {
  const seen: Resource[] = [];
  const blind = world({
    authorization: {
      decide: (_, action, resource) => {
        if (action === "view") seen.push(resource);
        return { isAllowed: false, policies: [] };
      },
    },
  });
  const [hidden, absent] = [await ask("status shop-prod", blind), await ask("status nowhere", blind)];
  expect(hidden).toBe(absent.replace("nowhere", "shop-prod"));
  expect(seen).toEqual([{ kind: "environment", project: "shop", environment: "shop-prod", class: "prod" }]);
  for (const strange of ["status a/b/c", "status /", "status shop/", "status <!channel>"])
    expect(await ask(strange)).toMatch(/^There is no environment/);
  expect(await ask("status '<!channel>'")).not.toContain("<!channel>");
});

it("lists what waits for this person's vote, soonest first, and nothing they may not see", async () => {
  const made = world();
  const later = approvalView({ id: "ap-later", expiresAt: approvalView().expiresAt + 1, subject: "delete" });
  const done = approvalView({ id: "ap-voted", votes: [voteOf("bo")] });
  const latest = driftApprovalView({ id: "ap-drift", expiresAt: later.expiresAt + 1 });
  made.persons.set(`${TEAM}/U0BO`, person("bo", { grants: [{ role: "approver", class: "prod" }] }));
  for (const view of [later, done, latest]) made.approvals.set(view.id, view);
  const lines = (await ask("approvals", made)).split("\n");
  expect(lines[0]).toBe("Waiting for your vote:");
  expect(lines[1]).toMatch(/^• `ap-7f3k2m9qx4tn5b6a` 1\.2\.0 to \*shop\/shop-prod\*, asked by ana, until/);
  expect(lines[2]).toMatch(/^• `ap-later` delete of \*shop\/shop-prod\*/);
  expect(lines[3]).toMatch(/^• `ap-drift` drift of web in \*shop\/shop-prod\*, asked by a sweep/);
  expect(lines).toHaveLength(5);
  expect(await ask("approvals", made, "U0ANA")).toBe("Nothing waits for your vote.");
  const blind = world({ authorization: { decide: () => ({ isAllowed: false, policies: [] }) } });
  expect(await ask("approvals", blind)).toBe("Nothing waits for your vote.");
});

it("tells who is linked to nobody how to be linked, and tells everybody what there is", async () => {
  expect(await ask("approvals", world(), "U0NEW")).toContain("--slack T0SHOP/U0NEW");
  expect(await ask("")).toMatch(/^`\/holdfast status ENVIRONMENT`/);
  expect(await ask("deploy everything")).toMatch(/^Holdfast has no such command\./);
  expect(await ask("status")).toMatch(/^Say which environment/);
  expect(await ask("status shop prod")).toMatch(/^Say which environment/);
});
