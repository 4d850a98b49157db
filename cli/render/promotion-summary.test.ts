import { expect, test } from "vitest";
import { promotionView } from "../../test/cli/promotion-views.ts";
import { THEN } from "../../test/cli/views.ts";
import { plainPaint } from "./paint.ts";
import { renderPromotionSummary } from "./promotion-summary.ts";

test("a summary says what each promotion came to, how long it waited and how long it worked", () => {
  const lines = renderPromotionSummary(
    [
      promotionView("p1", { state: "Verified", admittedAt: THEN + 60_000, endedAt: THEN + 85_000 }),
      promotionView("p2", {
        state: "Rejected",
        environment: "shop-dev",
        reason: 'gate "change": rejected by Beth',
        endedAt: THEN + 3_600_000,
      }),
      promotionView("p3", { state: "Verified", revokedAt: THEN, revokedReason: "prices are wrong" }),
    ],
    { width: 200, paint: plainPaint, nowMs: THEN + 5_000 },
  );
  expect(lines).toEqual([
    "STAGE           OUTCOME   RELEASE  WAITED  WORKED  NOTE",
    "shop/shop-prod  Verified  1.1.0    1 min   25 s",
    'shop/shop-dev   Rejected  1.1.0    1 h     -       gate "change": rejected by Beth',
    "shop/shop-prod  Verified  1.1.0    5.0 s   -       revoked: prices are wrong",
  ]);
});
