import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";
import { projectView } from "./views.ts";

const CANARY = "s3cret-canary ✓";
let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { projects: [projectView("shop")] });
  api.on("PUT /v1/secrets/shop/STRIPE_KEY", (_request, response) =>
    sendJson(response, { name: "STRIPE_KEY", version: "3" }),
  );
  api.on("DELETE /v1/secrets/shop/STRIPE_KEY", (_request, response) => sendJson(response, { name: "STRIPE_KEY" }));
  api.on("GET /v1/secrets", (_request, response) =>
    sendJson(response, { items: [{ name: "STRIPE_KEY" }, { name: "ADMIN" }] }),
  );
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => void (api.requests.length = 0));

test.each([
  { name: "without the line feed at its end", words: [], input: `${CANARY}\n`, want: CANARY },
  { name: "with it where --exact asks for it", words: ["--exact"], input: `${CANARY}\n`, want: `${CANARY}\n` },
  { name: "with all lines but the last feed", words: [], input: "one\ntwo\n\n", want: "one\ntwo\n" },
])("secret set sends the standard input $name, and never prints it", async ({ words, input, want }) => {
  const { code, stdout, stderr } = await runCli(["secret", "set", "shop", "STRIPE_KEY", ...words], {
    url: api.url,
    input,
  });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "secret shop/STRIPE_KEY set, version 3\n", stderr: "" });
  expect(JSON.parse(api.seen("PUT /v1/secrets/shop/STRIPE_KEY")[0]?.body ?? "")).toEqual({ value: want });
});

test.each([
  { name: "an empty value", words: [], input: "\n", code: 1, says: "the value is empty" },
  { name: "bytes that are no text", words: [], input: Buffer.from([0xff, 0xfe]), code: 1, says: "not UTF-8 text" },
  { name: "a value as an argument", words: [CANARY], input: "", code: 2, says: "a value is never an argument" },
  {
    name: "a value as an option",
    words: [`--value=${CANARY}`],
    input: "",
    code: 2,
    says: "a value is never an argument",
  },
])("secret set refuses $name without repeating it", async ({ words, input, code, says }) => {
  const result = await runCli(["secret", "set", "shop", "STRIPE_KEY", ...words], { url: api.url, input });
  expect({ code: result.code, requests: api.requests }).toEqual({ code, requests: [] });
  expect(result.stderr).toContain(says);
  expect(result.stdout + result.stderr).not.toContain(CANARY);
});

test("secret list takes the only project and shows names only", async () => {
  const { stdout } = await runCli(["secret", "list"], { url: api.url });
  expect(stdout).toBe("NAME\nADMIN\nSTRIPE_KEY\n");
});

test("secret delete asks first, or wants --yes", async () => {
  expect((await runCli(["secret", "delete", "shop", "STRIPE_KEY"], { url: api.url })).code).toBe(2);
  expect((await runCli(["secret", "delete", "shop", "STRIPE_KEY", "--yes"], { url: api.url })).stdout).toBe(
    "secret shop/STRIPE_KEY deleted\n",
  );
});
