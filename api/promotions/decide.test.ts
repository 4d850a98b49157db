import { describe, expect, it } from "vitest";
import type { PromotionDecision } from "../../adapters/store/promotion-views-port.ts";
import { apiUnderTest, type SentRequest } from "../../test/api/api-under-test.ts";

const JSON_TYPE = { "content-type": "application/json" };

function decideUnderTest() {
  const asked: (readonly [id: string, decision: PromotionDecision | string])[] = [];
  const accepted = async (result: "retrying" | "revoked" | "cancelling") => ({
    isReplay: false,
    results: [
      {
        kind: "Promotion" as const,
        project: "shop",
        name: "p1",
        result,
        operationId: "op-2",
        promotionId: "p1",
      },
    ],
  });
  const { send } = apiUnderTest({
    store: {
      acceptDecision: async (_, id, decision) => {
        asked.push([id, decision]);
        return await accepted("retrying");
      },
      acceptRevoke: async (_, id, reason) => {
        asked.push([id, reason]);
        return await accepted("revoked");
      },
      acceptCancelPromotion: async (_, id) => {
        asked.push([id, "cancel"]);
        return await accepted("cancelling");
      },
    },
  });
  const decide = async (verb: string, init: SentRequest = {}) =>
    await send(`/v1/promotions/p1/${verb}`, { method: "POST", ...init });
  return { asked, decide };
}

describe("decisions about a promotion", () => {
  it.each(["retry", "skip", "restore", "leave"] as const)("%s is recorded with its reason", async (choice) => {
    const { asked, decide } = decideUnderTest();
    const answer = await decide(choice, { headers: JSON_TYPE, body: '{"reason":"mended"}' });
    expect(answer.status).toBe(202);
    expect(answer.headers.get("location")).toBe("/v1/promotions/p1");
    expect(asked).toEqual([["p1", { choice, reason: "mended" }]]);
  });

  it.each(["retry", "restore"] as const)("%s needs no reason, and no body", async (choice) => {
    const { asked, decide } = decideUnderTest();
    expect((await decide(choice)).status).toBe(202);
    expect((await decide(choice, { headers: JSON_TYPE, body: "{}" })).status).toBe(202);
    expect(asked.map(([, decision]) => decision)).toEqual([
      { choice, reason: "" },
      { choice, reason: "" },
    ]);
  });

  it.each(["skip", "leave", "revoke"])("%s needs a reason", async (verb) => {
    const { asked, decide } = decideUnderTest();
    for (const body of ["{}", '{"reason":" "}']) {
      const answer = await decide(verb, { headers: JSON_TYPE, body });
      expect(await answer.json()).toMatchObject({ status: 400, code: "REQUEST_INVALID" });
    }
    expect((await decide(verb)).status).toBe(415);
    expect(asked).toEqual([]);
  });

  it("a reason in another form is refused, not lost", async () => {
    const { asked, decide } = decideUnderTest();
    const text = { headers: { "content-type": "text/plain" }, body: "mended" };
    expect((await decide("retry", text)).status).toBe(415);
    expect((await decide("retry", { headers: { "content-length": "7" }, body: "mended!" })).status).toBe(415);
    expect((await decide("retry", { headers: JSON_TYPE, body: '{"why":"mended"}' })).status).toBe(400);
    expect(asked).toEqual([]);
  });

  it("revoke answers at once, cancel is recorded", async () => {
    const { asked, decide } = decideUnderTest();
    expect((await decide("revoke", { headers: JSON_TYPE, body: '{"reason":"wrong prices"}' })).status).toBe(200);
    expect((await decide("cancel")).status).toBe(202);
    expect(asked).toEqual([
      ["p1", "wrong prices"],
      ["p1", "cancel"],
    ]);
  });
});
