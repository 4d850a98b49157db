import { expect, it } from "vitest";
import { measuredEndpoint } from "./endpoint.ts";
import { COSTLY_FORGERS, FORGERS } from "./forge.ts";
import { webhookGoals } from "./goals.ts";
import { seededRandom } from "./random.ts";
import { forging } from "./send-forgeries.ts";
import { validRequest } from "./valid-request.ts";

it.each(Object.entries({ ...FORGERS, ...COSTLY_FORGERS }))("%s: none of 50 adds a row", async (name, make) => {
  const endpoint = measuredEndpoint();
  const atS = Math.floor(Date.now() / 1_000);
  const valid = validRequest("1.1", atS);
  const send = async ({ path, body, headers }: typeof valid) =>
    (await endpoint.routes.request(path, { method: "POST", body, headers })).status;
  expect(await send(valid)).toBe(200);
  const random = seededRandom(7);
  for (let sent = 0; sent < 50; sent += 1) {
    const status = await send(make(valid, { random, atS }));
    expect(status >= 400 && status < 500).toBe(name !== "replay");
  }
  expect(endpoint.rows()).toBe(1);
});

it("counts a forgery that got through, and a valid request that did not", async () => {
  const forged = forging(1);
  await forged.send(100);
  const valid = { tookMs: [1, 2], accepted: 2 };
  const met = (change: object) =>
    webhookGoals({ count: 100, forged: { ...forged, strangeRows: () => 0 }, valid, ...change }).map((goal) => goal.met);
  expect(met({}).slice(0, 4)).toEqual([true, true, true, true]);
  expect(met({ forged: { ...forged, strangeRows: () => 1 } })[0]).toBe(false);
  expect(met({ count: 101 })[1]).toBe(false);
  expect(met({ valid: { tookMs: [1, 2], accepted: 1 } })[2]).toBe(false);
  expect(met({ valid: { tookMs: [1, 200], accepted: 2 } })[3]).toBe(false);
  expect(met({ valid: { tookMs: [], accepted: 0 } }).slice(2, 4)).toEqual([false, false]);
});
