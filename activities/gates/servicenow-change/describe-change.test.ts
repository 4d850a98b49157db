import { expect, test } from "vitest";
import type { PromotionFacts } from "../gate.ts";
import { ServiceNowChangeConfig } from "./config.ts";
import { describeChange, titleOf } from "./describe-change.ts";

const key = "hf-7f3k2m9qx4tn5b6a";
const promotion: PromotionFacts = {
  id: "p1",
  kind: "promote",
  project: "shop",
  pipeline: "shop",
  environment: { name: "shop-prod", class: "prod" },
  release: { version: "1.1.0", digest: "sha256:0b31" },
  previousRelease: "1.0.0",
  attempt: 2,
  reason: "",
  actor: "ada",
  plannedChanges: ["api: update (artifact)"],
  requestedAt: 0,
};
const described = (config: object = {}, facts: Partial<PromotionFacts> = {}) =>
  describeChange({
    config: ServiceNowChangeConfig.parse({ connection: "itsm", ...config }),
    promotion: { ...promotion, ...facts },
    key,
    nowMs: Date.UTC(2026, 8, 21, 20),
  });

test("a change says what happens, where, what runs there now, and who asked", () => {
  expect(described({}, { reason: "the release of the month" })).toEqual({
    short_description: `Deploy shop 1.1.0 to shop-prod [${key}]`,
    description: [
      "Deploy shop 1.1.0 to shop-prod, by Holdfast.",
      "Environment: shop-prod, class prod, pipeline shop",
      "Release: 1.1.0 (sha256:0b31)",
      "Runs now: 1.0.0",
      "Asked for by: ada, because: the release of the month",
      "Promotion: p1, attempt 2",
    ].join("\n"),
    correlation_id: key,
    correlation_display: "holdfast",
    implementation_plan: "Holdfast makes these changes, in one operation:\n- api: update (artifact)",
    backout_plan: expect.stringContaining("restores the components to release 1.0.0"),
    test_plan: expect.stringContaining("verify"),
    justification: "the release of the month",
  });
});

test("a change has the texts, the group, the item and the planned dates of its stage", () => {
  const config = {
    shortDescription: "Shop goes live",
    description: "Ours",
    justification: "Because",
    assignmentGroup: "Release Management",
    configurationItem: "shop",
    window: { startsIn: "2h", lasts: "4h" },
  };
  expect(described(config)).toMatchObject({
    short_description: `Shop goes live [${key}]`,
    description: "Ours",
    justification: "Because",
    assignment_group: "Release Management",
    cmdb_ci: "shop",
    start_date: "2026-09-21 22:00:00",
    end_date: "2026-09-22 02:00:00",
  });
});

test.each([
  { name: "only a start", window: { startsIn: "1h" }, want: { start_date: "2026-09-21 21:00:00" } },
  {
    name: "a length alone, from now on",
    window: { lasts: "1h" },
    want: { start_date: "2026-09-21 20:00:00", end_date: "2026-09-21 21:00:00" },
  },
  { name: "no window", window: undefined, want: {} },
])("the planned dates of $name", ({ window, want }) => {
  const { start_date, end_date } = described(window === undefined ? {} : { window });
  expect(JSON.parse(JSON.stringify({ start_date, end_date }))).toEqual(want);
});

test("no text is longer than an instance takes, and the key is never cut off", () => {
  const long = described(
    { description: "d".repeat(4_000), shortDescription: "t".repeat(130) },
    { plannedChanges: Array.from({ length: 200 }, (_, index) => `component-${index}: update (artifact)`) },
  );
  const deep = described({}, { environment: { name: "e".repeat(200), class: "prod" } });
  for (const fields of [long, deep]) {
    expect(String(fields["short_description"]).length).toBeLessThanOrEqual(160);
    expect(fields["short_description"]).toMatch(/ \[hf-7f3k2m9qx4tn5b6a\]$/);
    expect(String(fields["implementation_plan"]).length).toBeLessThanOrEqual(4_000);
  }
});

test.each([
  { kind: "promote", want: "Deploy shop 1.1.0 to shop-prod" },
  { kind: "rollback", want: "Roll shop-prod back to shop 1.1.0" },
  { kind: "change", want: "Change parameters of shop-prod (shop 1.1.0)" },
] as const)("a $kind is called $want", ({ kind, want }) => {
  expect(titleOf({ ...promotion, kind })).toBe(want);
});

test("a change of an environment that runs nothing promises no restore", () => {
  expect(described({}, { previousRelease: "" })["backout_plan"]).toContain("Nothing ran before");
});
