import { expect, test } from "vitest";
import type { PlannedComponent } from "../answers.ts";
import { plainPaint } from "./paint.ts";
import { planSum, renderPlan } from "./plan.ts";

const component = (name: string, action: string, reason: string): PlannedComponent => ({
  name,
  kind: "service",
  action,
  needs: [],
  reason,
  expectedMs: 1_000,
});
const screen = { width: 80, paint: plainPaint };

test("a plan shows what happens to each component, why, and how long it may take", () => {
  const components = [
    component("database", "keep", "unchanged"),
    component("api", "update", "config.environment changed"),
    component("web", "may change", "api may give other outputs"),
  ];
  const lines = renderPlan(
    { project: "shop", environment: "shop-dev", plan: { components, estimateMs: 25_000 } },
    screen,
  );
  expect(lines).toEqual([
    "Plan for shop/shop-dev",
    "  COMPONENT  KIND     ACTION      WHY",
    "  database   service  keep        unchanged",
    "  api        service  update      config.environment changed",
    "  web        service  may change  api may give other outputs",
    "  1 update, 1 may change, 1 keep; about 25 s",
  ]);
});

test.each([
  { name: "nothing changes", components: [component("api", "keep", "unchanged")], want: "nothing changes: 1 keep" },
  { name: "nothing is there", components: [], want: "nothing to do" },
])("the sum of a plan says that $name", ({ components, want }) => {
  expect(planSum({ components, estimateMs: 0 })).toBe(want);
});

test("a long plan lists what happens and counts what is kept", () => {
  const kept = Array.from({ length: 200 }, (_, index) => component(`kept-${index}`, "keep", "unchanged"));
  const plan = { components: [...kept, component("api", "create", "new")], estimateMs: 4_100 };
  const lines = renderPlan({ project: "shop", environment: "big", plan }, screen);
  expect(lines).toHaveLength(4);
  expect(lines.at(-1)).toBe("  1 create, 200 keep; about 4.1 s");
});
