import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";
import { environmentView, operationView, THEN } from "./views.ts";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, {
    environments: [environmentView("shop-dev")],
    operations: [
      operationView("op-2", { requestedAt: THEN + 1 }),
      operationView("op-1", { state: "Failed", reason: "api failed" }),
    ],
  });
  const answer = (kind: string, name: string, result: string) => ({
    isReplay: false,
    results: [{ kind, project: "shop", name, result }],
  });
  api.on("POST /v1/operations/op-2/cancel", (_request, response) =>
    sendJson(response, answer("Operation", "op-2", "cancelling"), 202),
  );
  api.on("POST /v1/operations/op-2/abandon", (_request, response) =>
    sendJson(response, answer("Operation", "op-2", "abandoned"), 202),
  );
  api.on("POST /v1/operations/op-1/cancel", (_request, response) =>
    sendProblem(response, {
      status: 409,
      code: "OPERATION_ENDED",
      detail: 'operation "op-1" has ended',
      hint: "It has ended; look at its outcome.",
    }),
  );
  for (const verb of ["suspend", "resume", "wake", "extend"] as const)
    api.on(`POST /v1/environments/shop/shop-dev/${verb}`, (_request, response) =>
      sendJson(response, answer("Environment", "shop-dev", `${verb}ed`), 202),
    );
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => void (api.requests.length = 0));

test.each(["operations", "operation", "ops", "op"])("%s list shows the newest first", async (word) => {
  const { stdout } = await runCli([word, "list", "-e", "shop-dev"], { url: api.url });
  expect(stdout).toMatch(/^ID .*\nop-2 .*\nop-1 .*Failed .*api failed\n$/);
});

test.each([
  { words: ["operations", "cancel", "op-2"], code: 0, says: "cancelling" },
  { words: ["operations", "abandon", "op-2", "--reason", "its worker is gone", "--yes"], code: 0, says: "abandoned" },
  { words: ["suspend", "shop-dev"], code: 0, says: "suspended" },
  { words: ["resume", "environment/shop-dev"], code: 0, says: "resumeed" },
  { words: ["operations", "get", "op-2"], code: 0, says: "State        Running" },
  { words: ["operations", "cancel", "op-1"], code: 1, says: "" },
  { words: ["operations", "get", "op-9"], code: 3, says: "" },
  { words: ["operations", "abandon", "op-2", "--reason", "x"], code: 2, says: "" },
  { words: ["operations", "abandon", "op-2", "--yes"], code: 2, says: "" },
  { words: ["suspend", "absent"], code: 3, says: "" },
  { words: ["wake", "shop-dev"], code: 0, says: "wakeed" },
  { words: ["wake", "shop-dev", "--until", "soon"], code: 2, says: "" },
  { words: ["extend", "shop-dev", "--until", "3d"], code: 0, says: "extended" },
  { words: ["extend", "shop-dev"], code: 2, says: "" },
  { words: ["wake", "absent"], code: 3, says: "" },
])("$words ends with $code", async ({ words, code, says }) => {
  const result = await runCli(words, { url: api.url });
  expect(result.code).toBe(code);
  if (says === "") expect(result.stdout).toBe("");
  else expect(result.stdout).toContain(says);
});

test("abandon sends the reason for the record", async () => {
  await runCli(["op", "abandon", "op-2", "--reason", "its worker is gone", "--yes"], { url: api.url });
  expect(JSON.parse(api.seen("POST /v1/operations/op-2/abandon")[0]?.body ?? "")).toEqual({
    reason: "its worker is gone",
  });
});
