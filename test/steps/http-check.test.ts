import { expect, test } from "vitest";
import { httpCheck } from "../../activities/steps/http-check.ts";
import type { StepAnswer } from "../../activities/steps/step.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { httpServer, type Answering } from "./http-server.ts";
import { stepContext } from "./step-context.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** Runs a check against a server that answers so; `URL` stands for its address. */
async function check(answer: Answering, config: JsonObject): Promise<{ answer: StepAnswer; asked: number }> {
  await using server = await httpServer(answer);
  const parsed = httpCheck.config.parse({ url: `${server.url}/healthz`, attempts: 1, every: "1ms", ...config });
  const answered = await httpCheck.run(parsed, stepContext());
  return { answer: answered, asked: server.requests.length };
}

const replying = (status: number, body = "", headers: Readonly<Record<string, string>> = JSON_TYPE) => {
  return () => ({ status, body, headers });
};

test("an address that answers with 200 passes, and the output says how fast", async () => {
  const { answer } = await check(replying(200), {});
  expect(answer).toEqual({ status: "succeeded", output: { status: 200, latencyMs: expect.any(Number) as unknown } });
});

test.each([
  { name: "another status", server: replying(503), config: {}, reason: "answered 503, expected 200" },
  {
    name: "a redirect, which is not followed",
    server: replying(302, "", { location: "http://127.0.0.1:1/" }),
    config: {},
    reason: "answered 302, expected 200",
  },
  {
    name: "another value",
    server: replying(200, '{"version":"1.0.0"}'),
    config: { jsonPath: "$.version", equals: "1.1.0" },
    reason: 'answered "1.0.0" at $["version"], expected "1.1.0"',
  },
  {
    name: "no value at the path",
    server: replying(200, '{"versions":[]}'),
    config: { jsonPath: "$.versions[0]" },
    reason: 'answered nothing at $["versions"][0]',
  },
  { name: "no JSON", server: replying(200, "<html>"), config: { jsonPath: "$.a" }, reason: "answered no JSON" },
  { name: "no answer", server: () => ({ status: 0 }), config: {}, reason: "gave no answer (UND_ERR_SOCKET)" },
])("$name fails with the reason", async ({ server, config, reason }) => {
  expect((await check(server, config)).answer).toMatchObject({
    status: "failed",
    reason: expect.stringContaining(reason) as unknown,
  });
});

test.each([
  { config: { expectStatus: 302 }, server: replying(302, "", { location: "/elsewhere" }) },
  { config: { jsonPath: "$.a[0].b", equals: { y: 1, x: 2 } }, server: replying(200, '{"a":[{"b":{"x":2,"y":1}}]}') },
  { config: { jsonPath: "$.count", equals: 0 }, server: replying(200, '{"count":0}') },
  { config: { maxLatency: "10s" }, server: replying(200) },
])("$config passes where the answer is so", async ({ config, server }) => {
  expect((await check(server, config)).answer).toMatchObject({ status: "succeeded" });
});

test("tries go on until one passes", async () => {
  let count = 0;
  const server: Answering = () => ({ status: (count += 1) < 3 ? 503 : 200 });
  const { answer, asked } = await check(server, { attempts: 5 });
  expect(answer).toMatchObject({ status: "succeeded" });
  expect(asked).toBe(3);
});

test("passes in a row are counted anew after a failure", async () => {
  const statuses = [200, 503, 200, 200, 200];
  const server: Answering = () => ({ status: statuses.shift() ?? 500 });
  const { answer, asked } = await check(server, { attempts: 10, consecutive: 3 });
  expect(answer).toMatchObject({ status: "succeeded" });
  expect(asked).toBe(5);
});

test("tries end once too few are left to pass in a row", async () => {
  const statuses = [200, 200, 503];
  const server: Answering = () => ({ status: statuses.shift() ?? 200 });
  const { answer, asked } = await check(server, { attempts: 4, consecutive: 3 });
  expect(answer).toMatchObject({ status: "failed", reason: expect.stringContaining("answered 503") as unknown });
  expect(asked).toBe(3);
});

test("an answer that is too slow fails", async () => {
  const slow: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    const until = performance.now() + 20;
    while (performance.now() < until);
    return answer;
  };
  await using server = await httpServer(replying(200));
  const config = httpCheck.config.parse({ url: server.url, attempts: 1, maxLatency: "10ms" });
  expect(await httpCheck.run(config, stepContext({ fetch: slow }))).toMatchObject({
    status: "failed",
    reason: expect.stringMatching(/answered after \d+ ms, allowed are 10 ms/) as unknown,
  });
});

test("an address that never answers fails when the time of a try is over", async () => {
  const silent: typeof fetch = async (_input, init) =>
    await new Promise((_resolve, reject) => {
      init?.signal?.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
    });
  const config = httpCheck.config.parse({ url: "http://127.0.0.1:9/", attempts: 1, timeout: "10ms" });
  expect(await httpCheck.run(config, stepContext({ fetch: silent }))).toMatchObject({
    status: "failed",
    reason: "http://127.0.0.1:9/ gave no answer within 10 ms",
  });
});

test("a cancellation is thrown on: it says nothing about the address", async () => {
  const cancelled = new AbortController();
  const stopping: typeof fetch = async () => {
    cancelled.abort(new Error("cancelled"));
    return await Promise.reject(new Error("aborted"));
  };
  const config = httpCheck.config.parse({ url: "http://127.0.0.1:9/" });
  const context = stepContext({ fetch: stopping, signal: cancelled.signal });
  await expect(httpCheck.run(config, context)).rejects.toThrow("cancelled");
});

test.each([
  { config: { equals: 1 }, part: "needs jsonPath" },
  { config: { jsonPath: "$.a.*" }, part: "no *" },
  { config: { consecutive: 5 }, part: "at least consecutive" },
])("$config is refused", ({ config, part }) => {
  const parsed = httpCheck.config.safeParse({ url: "http://a/", ...config });
  expect(parsed.error?.issues[0]?.message).toContain(part);
});
