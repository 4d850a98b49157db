import { expect, it } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";

const CANARY = "canary-7f3a-do-not-show";
const JSON_TYPE = { "content-type": "application/json" };

it("stores, lists and deletes secrets without ever showing a value", async () => {
  const { send, secrets, lines } = apiUnderTest();
  const put = await send("/v1/secrets/shop/api-key", {
    method: "PUT",
    headers: JSON_TYPE,
    body: JSON.stringify({ value: CANARY }),
  });
  expect(await put.json()).toEqual({ name: "api-key", version: expect.stringMatching(/^[0-9a-f]{8}$/) });
  expect(secrets.get("shop/api-key")).toBe(CANARY);
  expect(await (await send("/v1/secrets?project=shop")).json()).toEqual({ items: [{ name: "api-key" }] });
  expect((await send("/v1/secrets/shop/api-key")).status).toBe(405);
  expect(await (await send("/v1/secrets/shop/api-key", { method: "DELETE" })).json()).toEqual({ name: "api-key" });
  expect(secrets.size).toBe(0);
  expect(lines).toEqual([]);
});

it.each([
  ["broken JSON", `{"value": "${CANARY}"`, 400],
  ["no JSON at all", CANARY, 400],
  ["a value that is no text", JSON.stringify({ value: [CANARY] }), 400],
  ["another key", JSON.stringify({ value: CANARY, more: CANARY }), 400],
  ["an empty value", JSON.stringify({ value: "", [`x`]: CANARY }), 400],
  ["a value that is too long", JSON.stringify({ value: CANARY.repeat(4_000) }), 400],
  ["a body that is too large", JSON.stringify({ value: CANARY.repeat(40_000) }), 413],
])("shows nothing of a value in the answer to %s", async (_, body, status) => {
  const { send, lines, secrets } = apiUnderTest();
  const answer = await send("/v1/secrets/shop/key", { method: "PUT", headers: JSON_TYPE, body });
  expect(answer.status).toBe(status);
  expect((await answer.text()) + lines.join("")).not.toContain("canary");
  expect(secrets.size).toBe(0);
});

it("says what the adapter refuses", async () => {
  const refused = new OrchestratorError("SECRET_INVALID", 'the name "a b" is not a name of a secret');
  const { send } = apiUnderTest({
    deps: {
      secrets: {
        version: async () => undefined,
        read: () => Promise.reject(refused),
        names: async () => [],
        set: () => Promise.reject(refused),
      },
    },
  });
  const set = await send("/v1/secrets/shop/a%20b", {
    method: "PUT",
    headers: JSON_TYPE,
    body: JSON.stringify({ value: CANARY }),
  });
  expect(set.status).toBe(422);
  expect(await set.json()).toMatchObject({ code: "SECRET_INVALID" });
  expect((await send("/v1/secrets/shop/key", { method: "DELETE" })).status).toBe(405);
});
