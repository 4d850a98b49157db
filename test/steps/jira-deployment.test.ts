import { afterEach, beforeEach, expect, test } from "vitest";
import { jiraDeployment } from "../../activities/steps/jira-deployment.ts";
import type { StepContext } from "../../activities/steps/step.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { startFakeJira, type FakeJira } from "../fakes/start-fake-jira.ts";
import { jiraConnection } from "../gates/jira-world.ts";
import { promotionFacts, stepContext } from "./step-context.ts";

let jira: FakeJira;
beforeEach(async () => {
  jira = await startFakeJira();
  await jira.call("POST", "/__sim/jira/issues", { body: { summary: "release" } });
});
afterEach(async () => await jira.kill());

const startedAt = Date.parse("2026-12-04T10:05:00Z");
const promotion = { ...promotionFacts, requestedAt: Date.parse("2026-12-04T10:00:00Z") };

function context(given: Partial<StepContext> = {}): StepContext {
  const connection = async () => await Promise.resolve(jiraConnection(jira));
  return stepContext({ connection, promotion, startedAt, nowMs: startedAt, ...given });
}

const config = (given: JsonObject = {}) =>
  jiraDeployment.config.parse({ connection: "tracker", issues: ["REL-1"], ...given });

async function stored(): Promise<readonly { readonly data: JsonObject; readonly updateSequenceNumber: number }[]> {
  const { text } = await jira.call("GET", "/__sim/jira/deployments");
  return JSON.parse(text) as { data: JsonObject; updateSequenceNumber: number }[];
}

const fault = async (body: JsonObject) => await jira.call("POST", "/__sim/jira/faults", { body });

test("it reports the deployment at its issues", async () => {
  expect(await jiraDeployment.run(config(), context())).toMatchObject({
    status: "succeeded",
    output: { state: "successful" },
  });
  const [deployment, ...others] = await stored();
  expect(others).toEqual([]);
  expect(deployment?.data).toMatchObject({
    displayName: "shop 1.1.0",
    label: "1.1.0",
    state: "successful",
    lastUpdated: "2026-12-04T10:05:00.000Z",
    pipeline: { id: "main" },
    environment: { id: "shop-staging", type: "staging" },
    associations: [{ associationType: "issueIdOrKeys", values: ["REL-1"] }],
  });
});

test("taken back, the same deployment is rolled back, and the late report of its success changes nothing", async () => {
  await jiraDeployment.run(config(), context());
  const undo = context({ isUndo: true, startedAt: startedAt + 1_000 });
  expect(await jiraDeployment.undo?.(config(), undo, {})).toMatchObject({ status: "succeeded" });
  await jiraDeployment.run(config(), context()); // Another worker, which knows nothing of the first.
  const [deployment, ...others] = await stored();
  expect(others).toEqual([]);
  expect(deployment?.data).toMatchObject({ state: "rolled_back" });
});

test("an answer that is lost is waited for, and the repeat makes no second deployment", async () => {
  await fault({ kind: "reset-after-effect", match: { path: "/rest/deployments/0.1/bulk" } });
  const once = context();
  expect(await jiraDeployment.run(config(), once)).toMatchObject({ status: "waits", lookAgainInMs: 5_000 });
  expect(await jiraDeployment.run(config(), once)).toMatchObject({ status: "succeeded" });
  expect(await stored()).toHaveLength(1);
});

test("an issue that Jira does not know fails the step and is named, though the rest was taken", async () => {
  const answer = await jiraDeployment.run(config({ issues: ["REL-1", "REL-77"] }), context());
  expect(answer).toMatchObject({ status: "failed", reason: expect.stringContaining("REL-77") });
});

test("a service that Jira does not know fails the step and is named", async () => {
  await jira.call("PUT", "/__sim/jira/settings", { body: { services: ["known"] } });
  const answer = await jiraDeployment.run(config({ services: ["known", "lost"] }), context());
  expect(answer).toMatchObject({
    status: "failed",
    reason: expect.stringContaining("serviceIdOrKeys it does not know: lost"),
  });
});

test("a deployment that is rejected inside a 202 fails the step with what Jira said", async () => {
  const pipeline = { ...promotion, pipeline: "" };
  const answer = await jiraDeployment.run(config(), context({ promotion: pipeline }));
  expect(answer).toMatchObject({ status: "failed", reason: expect.stringContaining("pipeline.id") });
});

test.each([
  { name: "a wrong token fails it", fault: { status: 401 }, want: { status: "failed" } },
  { name: "a 403 fails it", fault: { status: 403 }, want: { status: "failed" } },
  { name: "a 503 is tried again", fault: { status: 503 }, want: { status: "waits", lookAgainInMs: 5_000 } },
  { name: "a 429 is waited out", fault: { status: 429, retryAfterSeconds: 40 }, want: { status: "waits" } },
])("$name", async ({ fault: given, want }) => {
  await fault({ kind: "status", ...given });
  const answer = await jiraDeployment.run(config(), context());
  expect(answer).toMatchObject(want);
  if (given.status === 429 && answer.status === "waits") expect(answer.lookAgainInMs).toBeGreaterThanOrEqual(40_000);
});

test("with OAuth it goes through the cloud's address", async () => {
  const { body } = await jira.call("GET", "/_edge/tenant_info");
  const connection = jiraConnection(jira, {
    credentials: { clientId: jira.email, clientSecret: jira.token },
    options: { simulator: true, apiUrl: jira.url, cloudId: String(body["cloudId"]) },
  });
  const answer = await jiraDeployment.run(
    config(),
    context({ connection: async () => await Promise.resolve(connection) }),
  );
  expect(answer).toMatchObject({ status: "succeeded" });
});
