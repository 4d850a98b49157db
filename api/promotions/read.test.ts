import { expect, it } from "vitest";
import type { Page } from "../../adapters/store/views-port.ts";
import type { PromotionFilter } from "../../adapters/store/promotions-port.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import { promotionView } from "../../test/cli/promotion-views.ts";

it("lists promotions as narrowly as was asked", async () => {
  const asked: (Page & PromotionFilter)[] = [];
  const { send } = apiUnderTest({
    store: {
      listPromotions: async (page) => {
        asked.push(page);
        return { items: [promotionView("p1")] };
      },
    },
  });
  expect(await (await send("/v1/promotions")).json()).toMatchObject({ items: [{ id: "p1" }] });
  await send("/v1/promotions?project=shop&environment=shop-prod&release=1.1.0&open=true&limit=5");
  expect(asked).toEqual([
    { limit: 100, visible: "everything" },
    { visible: "everything", limit: 5, project: "shop", environment: "shop-prod", release: "1.1.0", isOpen: true },
  ]);
  expect((await send("/v1/promotions?open=yes")).status).toBe(400);
});

it("shows and explains one promotion, and knows no other", async () => {
  const promotion = promotionView("p1", { state: "Held", reason: "check failed", choices: ["retry", "leave"] });
  const { send } = apiUnderTest({ store: { getPromotion: async (id) => (id === "p1" ? promotion : undefined) } });
  expect(await (await send("/v1/promotions/p1")).json()).toMatchObject({ id: "p1", state: "Held", steps: [] });
  expect(await (await send("/v1/promotions/p1/explanation")).json()).toMatchObject({
    headline: "Release 1.1.0 in shop-prod failed: check failed.",
    next: expect.arrayContaining(["holdfast retry p1"]),
  });
  for (const path of ["/v1/promotions/p2", "/v1/promotions/p2/explanation"]) {
    const answer = await send(path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "NOT_FOUND", detail: 'no promotion has the id "p2"' });
  }
});
