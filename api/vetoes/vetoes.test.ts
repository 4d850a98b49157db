import { expect, it } from "vitest";
import type { NewVeto } from "../../adapters/store/promotions-port.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";

const LATER = Date.UTC(2100, 0, 1);

function vetoesUnderTest() {
  const asked: (NewVeto | string)[] = [];
  const { send } = apiUnderTest({
    store: {
      acceptVeto: async (_, veto) => {
        asked.push(veto);
        return { isReplay: false, results: [{ kind: "Veto", project: "shop", name: "veto-1", result: "created" }] };
      },
      acceptLiftVeto: async (_, id) => {
        asked.push(id);
        return { isReplay: false, results: [{ kind: "Veto", project: "shop", name: id, result: "lifted" }] };
      },
    },
  });
  const veto = async (body: unknown) =>
    await send("/v1/vetoes", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return { asked, send, veto };
}

const VETO = { project: "shop", release: "1.2.0", reason: "loses orders" };

it("records a veto everywhere, or in one environment for a while", async () => {
  const { asked, veto } = vetoesUnderTest();
  const narrow = { ...VETO, environment: "shop-prod", expiresAt: LATER };
  expect((await veto(VETO)).status).toBe(200);
  expect(await (await veto(narrow)).json()).toMatchObject({ results: [{ name: "veto-1", result: "created" }] });
  expect(asked).toEqual([VETO, narrow]);
});

it.each([
  ["without a reason", { ...VETO, reason: "" }, "body/reason"],
  ["that has expired", { ...VETO, expiresAt: 1 }, "in the future"],
  ["with a time in words", { ...VETO, expiresAt: "tomorrow" }, "body/expiresAt"],
])("refuses a veto %s", async (_, body, why) => {
  const { asked, veto } = vetoesUnderTest();
  const answer = await veto(body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ detail: expect.stringContaining(why) });
  expect(asked).toEqual([]);
});

it("lifts a veto by its id", async () => {
  const { asked, send } = vetoesUnderTest();
  expect((await send("/v1/vetoes/veto-1", { method: "DELETE" })).status).toBe(200);
  expect(asked).toEqual(["veto-1"]);
});
