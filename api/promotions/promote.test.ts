import { describe, expect, it } from "vitest";
import type { Accepted, RequestIdentity } from "../../adapters/store/requests-port.ts";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import type { PromotionWish } from "../../adapters/store/promotions-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";

const WISH = { project: "shop", environment: "shop-prod", release: "1.1.0" };

function promoteUnderTest(answer: Accepted["results"][number], accept?: StoreOfApi["acceptPromote"]) {
  const asked: { readonly request: RequestIdentity; readonly wish: PromotionWish }[] = [];
  const { send } = apiUnderTest({
    store: {
      acceptPromote: async (request, wish) => {
        asked.push({ request, wish });
        return accept === undefined ? { isReplay: false, results: [answer] } : await accept(request, wish);
      },
    },
  });
  const promote = async (body: unknown, headers: Record<string, string> = {}) =>
    await send("/v1/promotions", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  return { asked, promote };
}

const created = { kind: "Promotion", project: "shop", name: "p1", result: "created", promotionId: "p1" } as const;

describe("POST /v1/promotions", () => {
  it("records a promotion and says where it is", async () => {
    const { asked, promote } = promoteUnderTest(created);
    const answer = await promote({ ...WISH, reason: " new prices ", supplied: { change: "CHG0030001" } });
    expect(answer.status).toBe(202);
    expect(answer.headers.get("location")).toBe("/v1/promotions/p1");
    expect(asked[0]?.wish).toEqual({
      kind: "promote",
      ...WISH,
      why: "new prices",
      supplied: { change: "CHG0030001" },
    });
  });

  it("joins one that is open, and says where it is", async () => {
    const { promote } = promoteUnderTest({ ...created, result: "unchanged" });
    const answer = await promote(WISH);
    expect(answer.status).toBe(202);
    expect(answer.headers.get("location")).toBe("/v1/promotions/p1");
  });

  it("answers 200 where the environment has the release already", async () => {
    const { promote } = promoteUnderTest({ kind: "Promotion", project: "shop", name: "1.1.0", result: "unchanged" });
    const answer = await promote(WISH);
    expect(answer.status).toBe(200);
    expect(answer.headers.has("location")).toBe(false);
  });

  it("lets a rollback leave the release out, and a freeze be overridden with a reason", async () => {
    const { asked, promote } = promoteUnderTest(created);
    const body = { project: "shop", environment: "shop-prod", kind: "rollback", overrideFreeze: "prices are wrong" };
    expect((await promote(body)).status).toBe(202);
    expect(asked[0]?.wish).toEqual({ ...body, why: "", supplied: {} });
  });

  it.each([
    ["no release", { project: "shop", environment: "shop-prod" }, "body/release"],
    ["no environment", { project: "shop", release: "1.1.0" }, "body/environment"],
    ["an unknown key", { ...WISH, stage: "prod" }, "stage"],
    ["an unknown kind", { ...WISH, kind: "change" }, "body/kind"],
    ["an empty override", { ...WISH, overrideFreeze: " " }, "body/overrideFreeze"],
    ["an empty number of a change", { ...WISH, supplied: { change: "" } }, "body/supplied/change"],
  ])("refuses %s and asks the store nothing", async (_, body, place) => {
    const { asked, promote } = promoteUnderTest(created);
    const answer = await promote(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "REQUEST_INVALID", detail: expect.stringContaining(place) });
    expect(asked).toEqual([]);
  });

  it("gives the same wish the same digest, and another one another", async () => {
    const { asked, promote } = promoteUnderTest(created);
    for (const body of [WISH, { ...WISH, reason: "" }, { ...WISH, reason: "why" }, { ...WISH, release: "1.2.0" }])
      await promote(body);
    const [one, same, ...others] = asked.map(({ request }) => request.digest);
    expect(same).toBe(one);
    expect(new Set([one, ...others]).size).toBe(3);
  });

  it.each([
    ["STAGE_NOT_FOUND", 422],
    ["RELEASE_VETOED", 409],
    ["NOTHING_TO_ROLL_BACK_TO", 409],
  ] as const)("answers %s with %i", async (code, status) => {
    const { promote } = promoteUnderTest(created, async () => {
      throw new OrchestratorError(code, "it cannot be");
    });
    const answer = await promote(WISH);
    expect([answer.status, (await answer.json()) as { code: string }]).toMatchObject([status, { code }]);
  });
});
