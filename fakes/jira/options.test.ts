import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";

test("without flags there is one account and no lag", () => {
  expect(parseOptions([], {})).toEqual({
    port: 7082,
    email: "holdfast@example.com",
    token: "holdfast",
    settings: { indexLag: { kind: "fixed", ms: 0 }, deploymentLagMs: 0, autoApproveMs: undefined, services: "any" },
  });
});

test("a flag wins over its variable", () => {
  const environment = { FAKE_JIRA_AUTO_APPROVE: "100", FAKE_JIRA_STATE_DIR: "/tmp/a", FAKE_JIRA_INDEX_LAG: "stuck" };
  expect(parseOptions(["--auto-approve", "200"], environment)).toMatchObject({
    stateDir: "/tmp/a",
    settings: { autoApproveMs: 200, indexLag: { kind: "stuck" } },
  });
});

test.each([
  { text: "1500", lag: { kind: "fixed", ms: 1500 } },
  { text: "random:300", lag: { kind: "random", ms: 300 } },
  { text: "stuck", lag: { kind: "stuck" } },
])("the index lag $text is understood", ({ text, lag }) => {
  expect(parseOptions(["--index-lag", text], {})).toMatchObject({ settings: { indexLag: lag } });
});

test.each([
  { args: ["--colour", "red"], environment: {}, problem: "--colour" },
  { args: ["--port", "many"], environment: {}, problem: "--port" },
  { args: ["--index-lag", "long"], environment: {}, problem: "stuck, 1500 or random:1500" },
  { args: [], environment: { FAKE_JIRA_AUTO_APPROVE: "-1" }, problem: "--auto-approve" },
])("$args $environment is refused, and the flag named", ({ args, environment, problem }) => {
  expect(() => parseOptions(args, environment)).toThrow(problem);
});
