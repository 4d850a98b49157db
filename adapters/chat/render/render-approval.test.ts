import { expect, it } from "vitest";
import type { ApprovalView } from "../../../domain/schema/approval.ts";
import { approvalView, ASKED_AT, driftApprovalView, voteOf } from "../../../test/setup/approval-view.ts";
import { renderApproval, type RenderOptions } from "./render-approval.ts";
import { renderEscalation, renderProgress, renderReminder, renderVote } from "./render-thread.ts";

type Shown = {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly fields?: readonly { readonly text: string }[];
  readonly elements?: readonly { readonly text: string | { readonly text: string }; readonly url?: string }[];
};

const readable = (text: string) =>
  text.replaceAll(/<!date\^\d+\^\{date_short_pretty\} \{time\}\|([^>]+)>/g, "$1").replaceAll(/^(\*[^*]+\*)\n/g, "$1 ");

/** A message as a person reads it, one line for each line they see. */
function lines(view: ApprovalView, options: RenderOptions = { mode: "decide" }): readonly string[] {
  return (renderApproval(view, options).blocks as unknown as readonly Shown[]).flatMap((block) => {
    if (block.type === "actions")
      return [`[${block.elements?.map(({ text }) => (typeof text === "string" ? text : text.text)).join("] [")}]`];
    const texts = [block.text, ...(block.fields ?? []), ...(block.elements ?? [])].map((one) =>
      String(one?.text ?? ""),
    );
    return texts.filter((text) => text !== "").flatMap((text) => readable(text).split("\n"));
  });
}

it("shows what is asked, of whom and until when", () => {
  expect(lines(approvalView(), { mode: "decide", publicUrl: "https://holdfast.example.com" })).toEqual([
    "Approve: shop 1.2.0 to shop-prod",
    "*Environment* shop-prod (prod) of shop",
    "*From → to* `1.1.0` → `1.2.0`",
    "*Asked by* ana",
    "*Needs* 2 of release-managers · 0 so far",
    "*Who may decide* bo, cy, di",
    "*Answer by* 2026-09-22 12:00 UTC",
    "<https://holdfast.example.com/promotions/pr-000000000000000912|Promotion>",
    "<https://sn.example.com/CHG0031337|CHG0031337>",
    "*Why* > the autumn prices",
    "*What changes* • `api` update: another artifact",
    "• `web` update: another artifact",
    "⚠️ 1 database migration · 2 components · plan `9f31c29f31c2`",
    "Migrations: `0005_order_price.sql`",
    "[Approve] [Reject…] [Details] [Open in Holdfast]",
    "ref `ap-7f3k2m9qx4tn5b6a` · next reminder 2026-09-21 14:00 UTC · in threads use the buttons",
  ]);
});

it("tells notifications and screen readers the same in one line", () => {
  expect(renderApproval(approvalView(), { mode: "decide" }).text).toBe(
    "Approval needed: shop 1.2.0 to shop-prod, requested by ana, 2 votes more of release-managers, answer by 2026-09-22 12:00 UTC",
  );
});

it("has no buttons to vote where votes are not taken in Slack", () => {
  const shown = lines(approvalView({ remindAt: ASKED_AT }), { mode: "link-only" });
  expect(shown.at(-2)).toBe("[Details]");
  expect(shown.at(-1)).toMatch(/ · vote: `holdfast approve ap-7f3k2m9qx4tn5b6a`$/);
});

it("says that a simulated Slack is one", () => {
  expect(lines(approvalView(), { mode: "decide", isSimulator: true }).at(-1)).toMatch(/ · 🧪 simulated Slack$/);
});

it("shows a first vote, and keeps its buttons", () => {
  const shown = lines(approvalView({ votes: [voteOf("bo", { comment: "looks <good>" })], mayVote: ["cy", "di"] }));
  expect(shown).toContain("*Needs* 2 of release-managers · 1 so far");
  expect(shown).toContain("👍 bo · 2026-09-21 13:00 UTC · via Slack · “looks &lt;good&gt;”");
  expect(shown).toContain("[Approve] [Reject…] [Details]");
});

const decided = { decidedAt: ASKED_AT + 3_600_000, mayVote: [] };
it.each<[string, Partial<ApprovalView>, string, readonly string[]]>([
  [
    "approved",
    { status: "approved", statusReason: "bo and cy approved it", votes: [voteOf("bo"), voteOf("cy", { via: "cli" })] },
    "✅ Approved: shop 1.2.0 to shop-prod",
    ["👍 cy · 2026-09-21 13:00 UTC · via CLI", "*approved* > bo and cy approved it"],
  ],
  [
    "rejected",
    {
      status: "rejected",
      statusReason: "bo rejected it: the prices are wrong",
      votes: [voteOf("bo", { decision: "reject", comment: "the prices are wrong" })],
    },
    "⛔ Rejected: shop 1.2.0 to shop-prod",
    [
      "👎 bo · 2026-09-21 13:00 UTC · via Slack · “the prices are wrong”",
      "*rejected* > bo rejected it: the prices are wrong",
    ],
  ],
  [
    "expired",
    { status: "expired", statusReason: "nobody answered in 24 h" },
    "⌛ Expired: shop 1.2.0 to shop-prod",
    ["*expired* > nobody answered in 24 h"],
  ],
  [
    "withdrawn",
    { status: "withdrawn", statusReason: "ana took it back" },
    "↩️ Withdrawn: shop 1.2.0 to shop-prod",
    ["*withdrawn* > ana took it back"],
  ],
  [
    "superseded",
    { status: "superseded", statusReason: "the plan has changed" },
    "♻️ Superseded: shop 1.2.0 to shop-prod",
    ["*superseded* > the plan has changed"],
  ],
])("shows that it is %s, in the same order, without buttons", (_, change, title, expected) => {
  const shown = lines(approvalView({ ...decided, ...change }));
  expect(shown[0]).toBe(title);
  expect(shown[1]).toBe("*Environment* shop-prod (prod) of shop");
  expect(shown).toContain("*Decided* 2026-09-21 13:00 UTC");
  for (const line of expected) expect(shown).toContain(line);
  expect(shown.filter((line) => line.startsWith("["))).toEqual([]);
  expect(shown.at(-1)).toBe("ref `ap-7f3k2m9qx4tn5b6a`");
});

it.each([
  ["Running", "▶️ running"],
  ["Verified", "🎉 verified"],
  ["Failed", "❌ failed"],
  ["Restored", "⏪ restored: what ran before runs again"],
  ["Restore failed", "🔥 the restore failed, the environment is held"],
] as const)("shows that what was approved is %s", (state, words) => {
  const view = approvalView({ ...decided, status: "approved", progress: { state, reason: "api is <up>" } });
  expect(lines(view)).toContain(`${words} · api is &lt;up&gt;`);
  expect(renderProgress(view).text).toBe(`*shop 1.2.0 to shop-prod*: ${words} · api is &lt;up&gt;`);
});

it("says plainly that it was passed without votes, by whom and why, and whether somebody has looked at it since", () => {
  const breakGlass = { person: { id: "pe-eve", name: "eve" }, reason: "prod is down", at: ASKED_AT };
  const view = approvalView({ ...decided, status: "approved", breakGlass });
  expect(lines(view).slice(0, 4)).toEqual([
    "🚨 Passed without votes: shop 1.2.0 to shop-prod",
    "🚨 *Break-glass*: eve passed it without votes · 2026-09-21 12:00 UTC",
    "> prod is down",
    "*Not reviewed yet*",
  ]);
  const review = { reviewedBy: { id: "pe-bo", name: "bo" }, reviewedAt: ASKED_AT, review: "was right" };
  const reviewed = lines(approvalView({ ...decided, status: "approved", breakGlass: { ...breakGlass, ...review } }));
  expect(reviewed).toContain("Reviewed by bo · 2026-09-21 12:00 UTC");
  expect(reviewed).toContain("> was right");
});

it("asks about a deletion in words of its own", () => {
  const bare = { release: undefined, previousRelease: undefined, promotionId: undefined };
  const { release, previousRelease, promotionId, ...rest } = { ...approvalView(), ...bare };
  expect([release, previousRelease, promotionId]).toEqual([undefined, undefined, undefined]);
  expect(lines({ ...rest, subject: "delete" })[0]).toBe("Approve: delete shop-prod of shop");
});

it("asks about drift with what differs, who has changed it, and by which rules", () => {
  expect(lines(driftApprovalView())).toEqual([
    'Approve: put back "web" of shop-prod in shop, which has drifted',
    "*Environment* shop-prod (prod) of shop",
    "*Component* `web` (service)",
    "*Changed by* ana",
    "*Asked by* a sweep",
    "*Needs* 1 of anybody who may vote here · 0 so far",
    "*Who may decide* bo, cy, di",
    "*Answer by* 2026-09-22 12:00 UTC",
    "*What differs* ```",
    "--- wanted",
    "+++ seen",
    "@@ web @@",
    "  config:",
    "    environment:",
    "-     GREETING: Welcome",
    "+     GREETING: &lt;Hello&gt;  # by ana",
    "```",
    "drift is put back when a person agrees",
    "config.environment.GREETING is put back when a person agrees: class default of prod",
    "who decides: default: no approval gate of its stage names a group",
    "finding `fi-abcdefghijklmnop` · difference `9f31c29f31c2`",
    "[Approve] [Reject…] [Details]",
    "ref `ap-7f3k2m9qx4tn5b6a` · next reminder 2026-09-21 14:00 UTC · in threads use the buttons",
  ]);
});

it("cuts a long difference at a line, and says where the rest is; nothing in it ends the fence", () => {
  const { drift, ...view } = driftApprovalView();
  if (drift === undefined) throw new Error("it is about drift");
  const diff = ["--- wanted", "+ a: ```", ...Array.from({ length: 300 }, (_, line) => `+ line${line}: x`)].join("\n");
  const shown = lines({ ...view, drift: { ...drift, diff, changedBy: [] } });
  expect(shown).toContain("+ a: '''");
  expect(shown).toContain("*Changed by* no source tells");
  expect(shown.find((line) => line.startsWith("… and"))).toMatch(
    /^… and \d+ more lines: `holdfast drift show fi-abcdefghijklmnop`$/,
  );
  expect(shown.filter((line) => line === "```")).toHaveLength(1);
});

it("replies in the thread: reminder, escalation, vote", () => {
  const view = approvalView({
    rule: { from: "release-managers", count: 2, escalateTo: "heads" },
    escalatedAt: ASKED_AT,
  });
  expect(readable(renderReminder(view).text)).toBe(
    "⏰ Still waiting: *shop 1.2.0 to shop-prod*: 2 votes more of release-managers, answer by 2026-09-22 12:00 UTC.\nWho may decide: bo, cy, di",
  );
  expect(readable(renderEscalation(view).text)).toMatch(/^📣 Escalated: heads may decide, too, about/);
  expect(readable(renderVote(voteOf("bo", { comment: "fine" })).text)).toBe(
    "👍 bo · 2026-09-21 13:00 UTC · via Slack · “fine”",
  );
  expect(lines(view)).toContain("*Needs* 2 of release-managers or heads · 0 so far");
});
