import { expect, it } from "vitest";
import { apiUnderTest } from "../../test/api/api-under-test.ts";

const LATER = Date.now() + 3_600_000;

function environmentsUnderTest() {
  const asked: object[] = [];
  const answer = (result: "woken" | "extended") => ({
    isReplay: false,
    results: [{ kind: "Environment", project: "shop", name: "shop-dev", result }] as const,
  });
  const { send } = apiUnderTest({
    store: {
      acceptWake: async (_, target) => {
        asked.push(target);
        return await Promise.resolve(answer("woken"));
      },
      acceptExtend: async (_, target) => {
        asked.push(target);
        return await Promise.resolve(answer("extended"));
      },
    },
  });
  const post = async (verb: string, body: unknown) =>
    await send(`/v1/environments/shop/shop-dev/${verb}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return { asked, post };
}

it("keeps an environment awake until a time, or for the time that the store knows", async () => {
  const { asked, post } = environmentsUnderTest();
  expect((await post("wake", {})).status).toBe(202);
  expect((await post("wake", { until: LATER })).status).toBe(202);
  const target = { project: "shop", environment: "shop-dev" };
  expect(asked).toEqual([target, { ...target, until: LATER }]);
});

it("moves the end of an environment's time", async () => {
  const { asked, post } = environmentsUnderTest();
  expect((await post("extend", { until: LATER })).status).toBe(202);
  expect(asked).toEqual([{ project: "shop", environment: "shop-dev", until: LATER }]);
});

it.each([
  ["wake", { until: 1 }, "in the future"],
  ["extend", { until: 1 }, "in the future"],
  ["extend", { until: LATER + 500 * 86_400_000 }, "400 days"],
  ["extend", {}, "until"],
  ["extend", { until: "tomorrow" }, "until"],
])("refuses to %s with %j", async (verb, body, why) => {
  const { asked, post } = environmentsUnderTest();
  const answer = await post(verb, body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ detail: expect.stringContaining(why) });
  expect(asked).toEqual([]);
});
