import { expect, test } from "vitest";
import { httpRequest } from "../../activities/steps/http-request.ts";
import { httpServer } from "./http-server.ts";
import { stepContext } from "./step-context.ts";

const JSON_TYPE = { "content-type": "application/json" };

test("a request carries its body, headers and key, and its answer is the output", async () => {
  await using server = await httpServer(() => ({ status: 201, headers: JSON_TYPE, body: '{"id":7}' }));
  const context = stepContext();
  const config = httpRequest.config.parse({
    url: `${server.url}/things?a=b`,
    headers: { authorization: "Bearer x" },
    body: { name: "n" },
  });
  expect(await httpRequest.run(config, context)).toEqual({
    status: "succeeded",
    output: { key: context.effects.key("send"), status: 201, body: { id: 7 } },
  });
  expect(server.requests).toMatchObject([
    {
      method: "POST",
      path: "/things?a=b",
      body: '{"name":"n"}',
      headers: { authorization: "Bearer x", "idempotency-key": context.effects.key("send"), ...JSON_TYPE },
    },
  ]);
});

test("run again it sends nothing, and answers the same", async () => {
  await using server = await httpServer(() => ({ status: 200, headers: JSON_TYPE, body: "[1]" }));
  const context = stepContext();
  const config = httpRequest.config.parse({ url: server.url });
  const first = await httpRequest.run(config, context);
  expect(await httpRequest.run(config, context)).toEqual(first);
  expect(server.requests).toHaveLength(1);
});

test("a request whose answer was lost is sent again with the same key", async () => {
  let count = 0;
  await using server = await httpServer(() => ({ status: (count += 1) === 1 ? 0 : 200 }));
  const context = stepContext();
  const config = httpRequest.config.parse({ url: server.url, idempotencyHeader: "X-Key" });
  await expect(httpRequest.run(config, context)).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  expect(await httpRequest.run(config, context)).toMatchObject({ status: "succeeded" });
  const keys = server.requests.map(({ headers }) => headers["x-key"]);
  expect(keys).toEqual([context.effects.key("send"), context.effects.key("send")]);
});

test("a request whose answer was lost is not sent again to a receiver that honours no key", async () => {
  await using server = await httpServer(() => ({ status: 0 }));
  const context = stepContext();
  const config = httpRequest.config.parse({ url: server.url, idempotencyHeader: null });
  await expect(httpRequest.run(config, context)).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await expect(httpRequest.run(config, context)).rejects.toMatchObject({
    code: "REMOTE_REFUSED",
    message: expect.stringContaining("nobody knows whether POST") as unknown,
  });
  expect(server.requests).toHaveLength(1);
});

test.each([
  { name: "text", status: 200, headers: {}, body: "ok", output: { status: 200, body: "ok" } },
  { name: "nothing", status: 204, headers: {}, body: "", output: { status: 204 } },
  {
    name: "a conflict that is expected",
    status: 409,
    headers: JSON_TYPE,
    body: '{"error":"is there"}',
    expectStatus: [200, 409],
    output: { status: 409, body: { error: "is there" } },
  },
  { name: "an expected 503", status: 503, headers: {}, body: "", expectStatus: [503], output: { status: 503 } },
])("$name counts as done", async ({ status, headers, body, expectStatus, output }) => {
  await using server = await httpServer(() => ({ status, headers, body }));
  const config = httpRequest.config.parse({ url: server.url, expectStatus });
  expect(await httpRequest.run(config, stepContext())).toMatchObject({ status: "succeeded", output });
});

test.each([
  { name: "a no", status: 422, code: "REMOTE_REFUSED", part: "answered 422: bad paths" },
  { name: "a redirect", status: 302, code: "REMOTE_REFUSED", part: "answered 302" },
  { name: "too many requests", status: 429, code: "REMOTE_THROTTLED", part: "asked too often" },
  { name: "a fault", status: 500, code: "REMOTE_UNCLEAR", part: "answered 500" },
])("$name is $code", async ({ status, code, part }) => {
  await using server = await httpServer(() => ({ status, headers: JSON_TYPE, body: '{"message":"bad paths"}' }));
  const config = httpRequest.config.parse({ url: server.url });
  await expect(httpRequest.run(config, stepContext())).rejects.toMatchObject({
    code,
    message: expect.stringContaining(part) as unknown,
  });
});

test("another 2xx than expected fails, and is not sent again: it was received", async () => {
  await using server = await httpServer(() => ({ status: 202 }));
  const config = httpRequest.config.parse({ url: server.url, expectStatus: [200] });
  const context = stepContext();
  for (let count = 0; count < 2; count += 1)
    expect(await httpRequest.run(config, context)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("answered 202, expected 200") as unknown,
    });
  expect(server.requests).toHaveLength(1);
});

test("of an answer of more than 16 KiB the start is kept", async () => {
  const body = JSON.stringify({ text: "x".repeat(20_000) });
  await using server = await httpServer(() => ({ status: 200, headers: JSON_TYPE, body }));
  const answer = await httpRequest.run(httpRequest.config.parse({ url: server.url }), stepContext());
  expect(answer).toMatchObject({ output: { body: `${body.slice(0, 16 * 1024)}…` } });
});

test("an undo is sent once, and names the call that it takes back", async () => {
  await using server = await httpServer(() => ({ status: 200 }));
  const context = stepContext();
  const config = httpRequest.config.parse({
    url: server.url,
    headers: { authorization: "Bearer x" },
    undo: { url: `${server.url}/undo`, method: "DELETE" },
  });
  const ran = await httpRequest.run(config, context);
  const output = ran.status === "succeeded" ? (ran.output ?? {}) : {};
  for (let count = 0; count < 2; count += 1)
    expect(await httpRequest.undo?.(config, context, output)).toMatchObject({ status: "succeeded" });
  expect(server.requests.slice(1)).toMatchObject([
    {
      method: "DELETE",
      path: "/undo",
      body: "",
      headers: {
        authorization: "Bearer x",
        "idempotency-key": context.effects.key("undo"),
        "holdfast-undo-of": context.effects.key("send"),
      },
    },
  ]);
});

test("without an undo there is nothing to take back, and that is said", async () => {
  const config = httpRequest.config.parse({ url: "http://127.0.0.1:9/" });
  expect(await httpRequest.undo?.(config, stepContext(), {})).toEqual({
    status: "succeeded",
    note: "no undo is written down",
  });
});
