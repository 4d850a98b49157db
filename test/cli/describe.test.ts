import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeApi, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";
import { componentView, environmentView, operationView, THEN } from "./views.ts";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  const fault = {
    code: "COMPONENT_EXITED" as const,
    message: "exit code 1 after 12 s",
    log: ["Error: no database", "\u001b[2J  at start"],
  };
  serveViews(api, {
    environments: [
      environmentView("shop-dev", {
        phase: "Held",
        reason: "api does not stay up",
        generation: 2,
        runningOperationId: "op-1",
        hold: {
          reason: "api died 5 times in 10 min",
          choices: ["apply it again", "holdfast resume shop-dev"],
          since: THEN,
        },
        componentList: [
          componentView("database", { kind: "postgres", outputs: { url: null, port: 5432 } }),
          componentView("api", { phase: "Failed", needs: ["database"], fault }),
        ],
      }),
    ],
    operations: [
      operationView("op-1"),
      operationView("op-0", { state: "Failed", reason: "1 component failed", requestedAt: THEN - 1, endedAt: THEN }),
    ],
  });
});
afterAll(async () => await api[Symbol.asyncDispose]());

test("describe environment says all that a person at night needs", async () => {
  const { code, stdout, stderr } = await runCli(["describe", "environment", "shop-dev"], { url: api.url });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const line of [
    "Environment  shop/shop-dev",
    "Phase        Held",
    "Reason       api does not stay up",
    'Parameters   greeting="Welcome"',
    "Generation   2; what stands is of 1",
    "  since 2026-11-21T08:00:00Z: api died 5 times in 10 min",
    "  you can: apply it again",
    "  you can: holdfast resume shop-dev",
    "  ✘ api (service)  COMPONENT_EXITED: exit code 1 after 12 s",
    "      | Error: no database",
    "      |   at start",
    "  Operation    op-1",
    "  holdfast logs shop-dev api",
    "  holdfast operations cancel op-1",
    "  holdfast events -e shop-dev",
  ])
    expect(stdout.split("\n")).toContain(line);
  expect(stdout).toMatch(/└─ ✘ api +service +Failed/);
  expect(stdout).toMatch(/op-0 +shop-dev +provision +Failed .*1 component failed/);
});

test("describe component shows its fault, its outputs without secrets, and what needs it", async () => {
  const { stdout } = await runCli(["describe", "component", "database", "-e", "shop-dev"], { url: api.url });
  expect(stdout).toContain("Needed by    api");
  expect(stdout).toContain("  url: (secret)\n  port: 5432");
  const failed = await runCli(["describe", "component", "shop-dev/api"], { url: api.url });
  expect(failed.stdout).toContain("COMPONENT_EXITED: exit code 1 after 12 s");
});

test("describe operation shows its plan and how to stop it", async () => {
  const { stdout } = await runCli(["describe", "op/op-1"], { url: api.url });
  expect(stdout).toContain("State        Running");
  expect(stdout).toContain("2 create; about 25 s");
  expect(stdout).toContain("holdfast operations cancel op-1");
});

test.each([
  {
    name: "a component of no environment",
    words: ["component", "api"],
    code: 2,
    says: 'component "api" of which environment?',
  },
  {
    name: "a component that is not there",
    words: ["component", "apy", "-e", "shop-dev"],
    code: 3,
    says: 'did you mean "api"?',
  },
  {
    name: "an environment that is not there",
    words: ["environment", "shop-dve"],
    code: 3,
    says: 'did you mean "shop-dev"?',
  },
  { name: "an operation that is not there", words: ["operation", "op-9"], code: 3, says: "NOT_FOUND" },
  { name: "a kind without more to say", words: ["kind", "service"], code: 2, says: "cannot describe kinds" },
])("describe refuses $name with exit code $code", async ({ words, code, says }) => {
  const result = await runCli(["describe", ...words], { url: api.url });
  expect(result).toMatchObject({ code, stdout: "" });
  expect(result.stderr).toContain(says);
});
