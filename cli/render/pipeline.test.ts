import { expect, test } from "vitest";
import { pipelineStatus, promotionView } from "../../test/cli/promotion-views.ts";
import { THEN } from "../../test/cli/views.ts";
import { plainPaint } from "./paint.ts";
import { renderPipeline, renderReleaseInPipeline } from "./pipeline.ts";

const screen = { width: 200, paint: plainPaint, nowMs: THEN + 300_000 };

test("a pipeline says what each stage runs, and one line for each promotion on its way there", () => {
  const open = [
    promotionView("p1", { reason: 'gate "change": CHG0030001 is in Authorize' }),
    promotionView("p2", { kind: "rollback", release: "0.9.0", state: "Running" }),
  ];
  expect(renderPipeline(pipelineStatus(open), screen)).toEqual([
    "STAGE         AFTER         START      RUNS   PHASE  VERIFIED  NEXT              STATE    NOTE",
    "shop-staging                automatic  1.1.0  Ready  5m ago",
    'shop-prod     shop-staging  manual     1.0.0  Ready  24h ago   1.1.0             Waiting  gate "change": CHG0030001 is in Authorize',
    "                                                               0.9.0 (rollback)  Running",
  ]);
});

test("a pipeline tells a last promotion that did not get there, and a stage without an environment", () => {
  const status = pipelineStatus();
  const [staging] = status.stages;
  const last = promotionView("p9", { release: "1.2.0", state: "Restored", reason: "check failed" });
  const stages = [
    { ...staging, environment: "shop-staging", after: [], start: "automatic" as const, open: [], last },
    { environment: "shop-prod", after: [], start: "manual" as const, open: [] },
  ];
  const [, first, second] = renderPipeline({ ...status, stages }, screen);
  expect(first).toMatch(/1\.2\.0 +Restored +check failed$/);
  expect(second).toMatch(/^shop-prod +manual +- +-$/);
});

test("a release is told stage by stage, by its newest promotion there", () => {
  const promotions = [
    promotionView("p3", { state: "Rejected", reason: 'gate "change": rejected', endedAt: THEN }),
    promotionView("p2", { state: "Cancelled", endedAt: THEN - 1 }),
  ];
  const lines = renderReleaseInPipeline(pipelineStatus(), { release: "1.1.0", promotions, screen });
  expect(lines.map((line) => line.replaceAll(/ +/g, " "))).toEqual([
    "STAGE AFTER START RUNS STATE SINCE PROMOTION NOTE",
    "shop-staging automatic 1.1.0 runs",
    'shop-prod shop-staging manual 1.0.0 Rejected 5m p3 gate "change": rejected',
  ]);
});
