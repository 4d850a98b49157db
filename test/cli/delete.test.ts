import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";
import { environmentView, operationView, projectView, THEN } from "./views.ts";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, {
    projects: [projectView("shop")],
    environments: [environmentView("scratch")],
    operations: [
      operationView("op-1", {
        kind: "delete",
        environment: "scratch",
        state: "Succeeded",
        startedAt: THEN,
        endedAt: THEN + 3_000,
      }),
    ],
  });
  const accepted = {
    isReplay: false,
    results: [{ kind: "Environment", project: "shop", name: "scratch", result: "deleting", operationId: "op-1" }],
  };
  api.on("DELETE /v1/environments/shop/scratch", (_request, response) => sendJson(response, accepted, 202));
  api.on("DELETE /v1/environments/shop/gone", (_request, response) =>
    sendJson(response, {
      isReplay: false,
      results: [{ kind: "Environment", project: "shop", name: "gone", result: "deleted" }],
    }),
  );
  api.on("DELETE /v1/environments/shop/prod", (_request, response) =>
    sendProblem(response, {
      status: 409,
      code: "ENVIRONMENT_PROTECTED",
      detail: 'environment "prod" is protected',
      hint: "Apply it with spec.protected: false first.",
    }),
  );
  api.on("DELETE /v1/blueprints/shop/shop/1.0.0", (_request, response) =>
    sendProblem(response, {
      status: 409,
      code: "RESOURCE_IN_USE",
      detail: 'release "1.0.0" uses it',
      hint: "Delete what uses it first.",
    }),
  );
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => void (api.requests.length = 0));

test("delete without a terminal and without --yes does nothing", async () => {
  const { code, stderr } = await runCli(["delete", "environment", "scratch"], { url: api.url });
  expect(code).toBe(2);
  expect(stderr).toContain("add --yes if you are sure");
  expect(api.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
});

test("delete --yes says what was accepted and how to follow it", async () => {
  const { code, stdout, stderr } = await runCli(["delete", "env/scratch", "--yes", "--keep"], { url: api.url });
  expect(code).toBe(0);
  expect(stdout).toContain("environment  shop/scratch  deleting  op-1");
  expect(stderr).toContain("holdfast wait --for=condition=Gone environment/scratch -p shop");
  expect(api.seen("DELETE /v1/environments/shop/scratch")[0]?.query.get("keep")).toBe("true");
});

test("delete --wait ends when its operation has succeeded", async () => {
  const { code, stdout } = await runCli(["delete", "environment", "scratch", "--yes", "--wait"], { url: api.url });
  expect(code).toBe(0);
  expect(stdout.split("\n").at(-2)).toBe("shop/scratch  delete Succeeded  in 3.0 s");
});

test.each(["deleting", "deleted"])("delete snapshot says that it is %s", async (result) => {
  api.on("DELETE /v1/snapshots/snap-1", (_request, response) =>
    sendJson(
      response,
      { isReplay: false, results: [{ kind: "Snapshot", project: "shop", name: "snap-1", result }] },
      202,
    ),
  );
  const { code, stdout } = await runCli(["delete", "snapshot", "snap-1", "--yes"], { url: api.url });
  expect(code).toBe(0);
  expect(stdout).toContain(`snapshot  shop/snap-1  ${result}`);
});

test.each(["pipeline", "connection"])("delete %s finds the project that it is in", async (kind) => {
  const document = { metadata: { project: "bank", name: "main" }, spec: {} };
  api.on(`GET /v1/${kind}s`, (_request, response) => sendJson(response, { items: [{ document }] }));
  api.on(`DELETE /v1/${kind}s/bank/main`, (_request, response) =>
    sendJson(response, { isReplay: false, results: [{ kind, project: "bank", name: "main", result: "deleted" }] }),
  );
  const { code, stdout } = await runCli(["delete", kind, "main", "--yes"], { url: api.url });
  expect({ code, says: stdout.includes(`${kind}  bank/main  deleted`) }).toEqual({ code: 0, says: true });
});

test("deleting what is deleted is fine", async () => {
  const { code, stdout } = await runCli(["delete", "environment", "gone", "--yes"], { url: api.url });
  expect({ code, hasResult: stdout.includes("deleted") }).toEqual({ code: 0, hasResult: true });
});

test.each([
  { name: "a protected environment", words: ["environment", "prod", "--yes"], code: 1, says: "ENVIRONMENT_PROTECTED" },
  { name: "an environment that never was", words: ["environment", "never", "--yes"], code: 3, says: "NOT_FOUND" },
  {
    name: "a blueprint in use",
    words: ["blueprint", "shop@1.0.0", "-p", "shop", "--yes"],
    code: 1,
    says: "Delete what uses it first.",
  },
  {
    name: "a blueprint without a version",
    words: ["blueprint", "shop", "-p", "shop", "--yes"],
    code: 2,
    says: "NAME@VERSION",
  },
  { name: "a snapshot that never was", words: ["snapshot", "never", "--yes"], code: 3, says: "NOT_FOUND" },
  { name: "a snapshot with --wait", words: ["snapshot", "s1", "--yes", "--wait"], code: 2, says: "for environments" },
  { name: "what cannot be deleted", words: ["component", "s1", "--yes"], code: 2, says: "cannot delete a component" },
  { name: "nothing named", words: ["environment"], code: 2, says: "delete which environment?" },
])("delete of $name ends with $code", async ({ words, code, says }) => {
  const result = await runCli(["delete", ...words], { url: api.url });
  expect(result.code).toBe(code);
  expect(result.stderr).toContain(says);
});
