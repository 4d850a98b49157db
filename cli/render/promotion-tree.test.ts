import { expect, test } from "vitest";
import { gateView, promotionView, stepView } from "../../test/cli/promotion-views.ts";
import { componentView, THEN } from "../../test/cli/views.ts";
import { plainPaint } from "./paint.ts";
import { renderPromotionTree } from "./promotion-tree.ts";
import { textWidth } from "./text-width.ts";

const screen = { width: 160, maxLines: 20, paint: plainPaint };

test("a promotion that waits shows each gate with its verdict, on whom and until when", () => {
  const promotion = promotionView("p1", {
    gates: [
      gateView("verified-upstream"),
      gateView("change", {
        verdict: "wait",
        reasons: ["CHG0030001 is in Authorize"],
        waitsOn: "approval by Beth",
        earliestAt: THEN + 3_600_000,
        isAlarming: true,
      }),
      { name: "soak", kind: "soak", reasons: [], output: {}, isAlarming: false },
    ],
    waits: [{ for: "freeze", reason: 'freeze "weekend": nobody is here', until: THEN + 7_200_000 }],
  });
  expect(renderPromotionTree({ promotion, components: [], nowMs: THEN + 5_000 }, screen)).toEqual([
    "shop/shop-prod  promote 1.1.0  Waiting  5.0 s",
    "├─ ✔ gate   verified-upstream  pass",
    "├─ ● gate   change             wait       look into it: CHG0030001 is in Authorize; waits on approval by Beth; not before 2026-11-21T09:00:00Z",
    "├─ ○ gate   soak               not asked",
    '└─ ● waits  freeze             wait       freeze "weekend": nobody is here; not before 2026-11-21T10:00:00Z',
  ]);
});

test("a promotion that runs shows steps and components in the order in which they run, of its present operation only", () => {
  const promotion = promotionView("p1", {
    state: "Running",
    operationId: "op-2",
    admittedAt: THEN,
    steps: [
      stepView("migrate", { operationId: "op-1", time: "before", state: "Failed" }),
      stepView("migrate", { operationId: "op-2", time: "before" }),
      stepView("check", {
        operationId: "op-2",
        state: "Running",
        progress: "GET /healthz answered 503",
        startedAt: THEN + 9_000,
      }),
    ],
  });
  const components = [
    componentView("api", { phase: "Running", needs: ["database"], startedAt: THEN + 7_000, progress: "starts" }),
    componentView("database", { kind: "postgres" }),
  ];
  const lines = renderPromotionTree({ promotion, components, nowMs: THEN + 12_000 }, screen);
  expect(lines).toEqual([
    "shop/shop-prod  promote 1.1.0  Running  12 s of about 25 s",
    "├─ ✔ step      migrate   Succeeded  1.0 s",
    "├─ ✔ postgres  database  Ready      4.1 s",
    "├─ ● service   api       Running    5.0 s  starts",
    "└─ ● step      check     Running    3.0 s  GET /healthz answered 503",
  ]);
});

test("no line is wider than the screen, and what is done is counted where not all fits", () => {
  const gates = Array.from({ length: 30 }, (_, index) => gateView(`gate${index}`));
  const waiting = gateView("change", { verdict: "wait", reasons: ["r".repeat(300)] });
  const promotion = promotionView("p1", { gates: [...gates, waiting] });
  const lines = renderPromotionTree({ promotion, components: [], nowMs: THEN }, { ...screen, width: 80, maxLines: 5 });
  expect(lines).toHaveLength(5);
  expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(80);
  expect(lines.join("\n")).toContain("change");
  expect(lines.at(-1)).toBe("└─ … and 28 done or not begun");
});
