import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHAT_MODES } from "../../domain/schema/chat-channels.ts";
import { APPROVAL_STATUSES, DOORS, type ApprovalView } from "../../domain/schema/approval.ts";
import { PROMOTION_STATES } from "../../domain/schema/phases.ts";
import { approvalView } from "../../test/setup/approval-view.ts";
import { brokenLimits, brokenViewLimits } from "../../test/setup/slack-limits.ts";
import { slackRendering } from "./slack-rendering.ts";

// Short and long, with everything that Slack lays out, escapes, counts twice or does not show.
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    "<!channel>",
    "<&>".repeat(900),
    "&".repeat(2_900),
    "a`*_~".repeat(400),
    "😀".repeat(1_500),
    "\ud800",
    "\0",
    "‮live",
    "<https://evil.example|Approve>",
  ),
);
const instant = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000_000_000 }),
  fc.constantFrom(Number.NaN, Infinity, -1, 9e15),
);
const person = fc.record({ id: text, name: text });
const list = <Item>(item: fc.Arbitrary<Item>) =>
  fc.oneof(fc.array(item, { maxLength: 4 }), fc.array(item, { minLength: 60, maxLength: 80 }));
const digest = fc.stringMatching(/^sha256:[0-9a-f]{64}$/);
const url = fc.oneof(
  fc.webUrl(),
  text,
  fc.constantFrom(
    "javascript:alert(1)",
    "https://u:p@x.example/",
    "https://x.example/?a=1&b=<|>",
    `https://x.example/${"y".repeat(990)}`,
  ),
);

/** Any approval at all: only ids, digests, counts and closed words have their shape. */
const anyView: fc.Arbitrary<ApprovalView> = fc.record(
  {
    id: fc.stringMatching(/^ap-[0-9a-hjkmnp-tv-z]{16}$/),
    subject: fc.constantFrom("promotion" as const, "delete" as const, "drift" as const),
    project: text,
    environment: text,
    environmentUid: fc.uuid(),
    class: fc.constantFrom("dev" as const, "staging" as const, "prod" as const),
    gate: text,
    promotionId: text,
    release: text,
    previousRelease: text,
    binding: fc.record({ releaseDigest: digest, planDigest: digest, generation: fc.nat() }),
    rule: fc.record({ from: text, count: fc.nat({ max: 50 }), escalateTo: text }, { requiredKeys: ["from", "count"] }),
    status: fc.constantFrom(...APPROVAL_STATUSES),
    statusReason: text,
    requester: text,
    excluded: list(person),
    why: text,
    changes: list(fc.record({ component: text, action: text, reason: text })),
    migrations: list(text),
    drift: fc.record({
      findingId: text,
      component: text,
      kind: text,
      diff: text,
      changedBy: list(text),
      reaction: list(text),
      askedBy: text,
    }),
    links: list(fc.record({ title: text, url })),
    votes: list(
      fc.record({
        person,
        decision: fc.constantFrom("approve" as const, "reject" as const),
        comment: text,
        via: fc.constantFrom(...DOORS),
        receivedAt: instant,
      }),
    ),
    mayVote: list(text),
    askedAt: instant,
    expiresAt: instant,
    remindAt: instant,
    escalateAt: instant,
    escalatedAt: instant,
    decidedAt: instant,
    breakGlass: fc.record(
      { person, reason: text, at: instant, reviewedBy: person, reviewedAt: instant, review: text },
      { requiredKeys: ["person", "reason", "at"] },
    ),
    progress: fc.record({ state: fc.constantFrom(...PROMOTION_STATES), reason: text }),
    chatFault: text,
    version: fc.nat(),
  },
  {
    requiredKeys: [
      "id",
      "subject",
      "project",
      "environment",
      "environmentUid",
      "class",
      "binding",
      "rule",
      "status",
      "statusReason",
      "requester",
      "excluded",
      "why",
      "changes",
      "migrations",
      "links",
      "votes",
      "mayVote",
      "askedAt",
      "expiresAt",
      "version",
    ],
  },
);
const rendering = fc.constantFrom(slackRendering({}), slackRendering({ publicUrl: "https://holdfast.example.com/" }));
const mode = fc.constantFrom(...CHAT_MODES);

describe("any approval", () => {
  it("stays inside Slack's limits, keeps its reference, and its buttons while it is pending", () => {
    fc.assert(
      fc.property(anyView, rendering, mode, (view, words, how) => {
        const { text: top, blocks } = words.approval(view, how);
        expect(brokenLimits(blocks)).toEqual([]);
        expect(top.length).toBeGreaterThan(0);
        expect(top.length).toBeLessThanOrEqual(3_000);
        const shown = JSON.stringify(blocks);
        expect(shown).toContain(`ref \`${view.id}\``);
        const votes = ["holdfast.approve", "holdfast.reject"].filter((id) => shown.includes(`"${id}"`));
        expect(votes).toHaveLength(view.status === "pending" && how === "decide" ? 2 : 0);
        expect(shown.includes('"holdfast.details"')).toBe(view.status === "pending");
      }),
      { numRuns: 400 },
    );
  });

  it("says in each button which approval and which plan it is about, and nothing else", () => {
    fc.assert(
      fc.property(anyView, rendering, (view, words) => {
        const { blocks } = words.approval({ ...view, status: "pending" }, "decide");
        const actions = blocks.find((block) => JSON.stringify(block).startsWith('{"type":"actions"'));
        const { elements } = actions as unknown as { elements: readonly { readonly value: string }[] };
        for (const { value } of elements) expect(JSON.parse(value)).toEqual({ a: view.id, p: view.binding.planDigest });
      }),
      { numRuns: 100 },
    );
  });

  it("has details, replies and a form inside Slack's limits", () => {
    fc.assert(
      fc.property(anyView, rendering, (view, words) => {
        const form = { approvalId: view.id, planDigest: view.binding.planDigest, channel: "C1", ts: "1.1" };
        const release = view.release === undefined ? {} : { release: view.release };
        expect(brokenViewLimits(words.details(view))).toEqual([]);
        expect(brokenViewLimits(words.rejectForm({ ...form, ...release }))).toEqual([]);
        const [vote] = view.votes;
        const replies = [
          words.reminder(view),
          words.escalation(view),
          words.progress(view),
          ...(vote === undefined ? [] : [words.vote(view, vote)]),
        ];
        for (const { blocks } of replies) expect(brokenLimits(blocks)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("links to http and https only, and never to an address with a password", () => {
    const bad = [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "https://u:p@x.example/",
      "//x.example",
      "x",
    ];
    const links = [...bad, "https://good.example/a|b?c=1&d=<2>"].map((one) => ({ title: "page", url: one }));
    const shown = JSON.stringify(slackRendering({}).approval(approvalView({ links }), "decide").blocks);
    expect(shown.match(/<https?:[^>]*>/g)).toEqual(["<https://good.example/a%7Cb?c=1&amp;d=%3C2%3E|page>"]);
    expect(shown).not.toContain("javascript");
  });
});

it("drops names of migrations, then changes, then other links, then why; never buttons or the reference", () => {
  const long = "x".repeat(190);
  const changes = Array.from({ length: 12 }, () => ({ component: long, action: long, reason: long }));
  const idsOf = (view: ApprovalView) =>
    slackRendering({})
      .approval(view, "decide")
      .blocks.map((block) => (block as { readonly block_id: string }).block_id);
  const votes = Array.from({ length: 9 }, (_, index) => ({
    person: { id: `pe-${index}`, name: long },
    decision: "approve" as const,
    comment: long,
    via: "cli" as const,
    receivedAt: 0,
  }));
  const links = Array.from({ length: 3 }, (_, index) => ({
    title: long,
    url: `https://x.example/${index}${"y".repeat(500)}`,
  }));
  const migrations = Array.from({ length: 8 }, () => long);
  const full = { changes, migrations, links, why: "z".repeat(900), mayVote: Array.from({ length: 10 }, () => long) };
  expect(idsOf(approvalView())).toEqual(
    ["h", "facts", "pages", "why", "changes", "risk", "migrations", "ref"].toSpliced(7, 0, "apr:ap-7f3k2m9qx4tn5b6a"),
  );
  expect(idsOf(approvalView({ ...full, votes }))).toEqual([
    "h",
    "facts",
    "pages",
    "why",
    "risk",
    "votes",
    "apr:ap-7f3k2m9qx4tn5b6a",
    "ref",
  ]);
});
