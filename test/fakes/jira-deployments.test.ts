import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startFakeJira } from "./start-fake-jira.ts";
import type { FakeJira } from "./start-fake-jira.ts";

let jira: FakeJira;
let cloud: string;
let authorization: string;
beforeAll(async () => {
  jira = await startFakeJira();
  const { cloudId } = (await jira.call("GET", "/_edge/tenant_info", { authorization: null })).body;
  cloud = `/jira/deployments/0.1/cloud/${String(cloudId)}`;
  authorization = `Bearer ${await accessToken()}`;
});
afterEach(async () => {
  await jira.call("PUT", "/__sim/jira/settings", { body: { deploymentLagMs: 0, services: "any" } });
});
afterAll(async () => await jira.kill());

async function accessToken(secret = "holdfast"): Promise<string> {
  const body = { grant_type: "client_credentials", client_id: jira.email, client_secret: secret };
  const answer = await jira.call("POST", "/oauth/token", { authorization: null, body });
  return String(answer.body["access_token"]);
}

async function issue(): Promise<string> {
  const fields = { project: { key: "REL" }, issuetype: { name: "Task" }, summary: "payments" };
  return String((await jira.call("POST", "/rest/api/3/issue", { body: { fields } })).body["key"]);
}

function deployment(number: unknown, update: number, more: Record<string, unknown> = {}) {
  return {
    schemaVersion: "1.0",
    deploymentSequenceNumber: number,
    updateSequenceNumber: update,
    displayName: "payments 4.12.0",
    url: "https://holdfast.example/promotions/912",
    description: "promotion to prod",
    lastUpdated: "2026-09-21T20:00:00Z",
    label: "4.12.0",
    state: "pending",
    pipeline: { id: "payments", displayName: "payments", url: "https://holdfast.example/pipelines/payments" },
    environment: { id: "prod eu", displayName: "prod EU", type: "production" },
    associations: [{ associationType: "serviceIdOrKeys", values: ["service-1"] }],
    ...more,
  };
}

const commands = [{ command: "initiate_deployment_gating" }];

async function submit(...deployments: unknown[]) {
  const body = { deployments, providerMetadata: { product: "holdfast" } };
  return await jira.call("POST", `${cloud}/bulk`, { authorization, body });
}

async function read(number: number, part = "") {
  const path = `${cloud}/pipelines/payments/environments/prod%20eu/deployments/${number}${part}`;
  return await jira.call("GET", path, { authorization });
}

const gateOf = async (number: number) => (await read(number, "/gating-status")).body["gatingStatus"];

test("an access token opens the deployments API and, by cloud id, the REST API", async () => {
  expect(await accessToken("wrong")).toBe("undefined");
  expect((await jira.call("POST", `${cloud}/bulk`, { body: { deployments: [deployment(1, 1)] } })).status).toBe(401);
  const path = cloud.replace("/jira/deployments/0.1/cloud", "/ex/jira");
  const myself = await jira.call("GET", `${path}/rest/api/3/myself`, { authorization });
  expect(myself.body["emailAddress"]).toBe(jira.email);
  expect((await jira.call("GET", "/ex/jira/other/rest/api/3/myself", { authorization })).status).toBe(404);
});

test("a deployment is accepted for a known issue, and read back, on either path", async () => {
  const key = await issue();
  const associations = [{ associationType: "issueIdOrKeys", values: [key] }];
  const answer = await submit(deployment(100, 1, { associations }));
  expect(answer).toMatchObject({
    status: 202,
    body: {
      acceptedDeployments: [{ pipelineId: "payments", environmentId: "prod eu", deploymentSequenceNumber: 100 }],
      rejectedDeployments: [],
      unknownIssueKeys: [],
      unknownAssociations: [],
    },
  });
  expect((await read(100)).body).toMatchObject({ state: "pending", label: "4.12.0" });
  const body = { deployments: [deployment(100, 2, { associations, state: "successful" })] };
  expect((await jira.call("POST", "/rest/deployments/0.1/bulk", { body })).status).toBe(202);
  expect((await read(100)).body["state"]).toBe("successful");
});

test("202 tells of rejected items and unknown associations inside", async () => {
  await jira.call("PUT", "/__sim/jira/settings", { body: { services: ["service-1"] } });
  const key = await issue();
  const answer = await submit(
    deployment("d2c3", 1),
    deployment(110, 1, { associations: [{ associationType: "issueIdOrKeys", values: [key, "REL-99999"] }] }),
    deployment(111, 1, { associations: [{ associationType: "issueIdOrKeys", values: ["REL-88888"] }] }),
    deployment(112, 1, { associations: [{ associationType: "serviceIdOrKeys", values: ["service-1", "service-2"] }] }),
  );
  expect(answer).toMatchObject({
    status: 202,
    body: {
      acceptedDeployments: [{ deploymentSequenceNumber: 110 }, { deploymentSequenceNumber: 112 }],
      rejectedDeployments: [
        {
          key: { deploymentSequenceNumber: "d2c3" },
          errors: [{ message: expect.stringContaining("deploymentSequenceNumber") }],
        },
      ],
      unknownIssueKeys: ["REL-99999", "REL-88888"],
      unknownAssociations: [{ associationType: "serviceIdOrKeys", values: ["service-2"] }],
    },
  });
  expect((await read(111)).status).toBe(404);
  expect((await jira.call("POST", `${cloud}/bulk`, { authorization, body: {} })).status).toBe(400);
});

test("updates out of order end with the highest sequence number", async () => {
  for (const [update, state] of [
    [1, "pending"],
    [3, "successful"],
    [2, "in_progress"],
    [3, "failed"],
  ] as const) {
    const { body } = await submit(deployment(120, update, { state }));
    expect(body["acceptedDeployments"]).toHaveLength(1);
  }
  expect((await read(120)).body["state"]).toBe("successful");
  const effects = (await jira.effects("deployment.update")).filter(({ effectId }) => String(effectId).endsWith("/120"));
  expect(effects.map(({ changed }) => changed)).toEqual([true, true, false, false]);
});

test("what is queued is not found yet, and its gate is invalid until then", async () => {
  await jira.call("PUT", "/__sim/jira/settings", { body: { deploymentLagMs: 400 } });
  const startedAt = Date.now();
  await submit(deployment(130, 1, { commands }));
  expect((await read(130)).status).toBe(404);
  expect(await gateOf(130)).toBe("invalid");
  await expect.poll(async () => await gateOf(130), { interval: 20, timeout: 5000 }).toBe("awaiting");
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(400);
  expect((await read(130)).status).toBe(200);
});

test.each([
  { status: "allowed", number: 140 },
  { status: "prevented", number: 141 },
  { status: "expired", number: 142 },
  { status: "invalid", number: 143 },
])("a person decides that a gate is $status", async ({ status, number }) => {
  const key = await issue();
  const associations = [
    { associationType: "issueIdOrKeys", values: [key] },
    { associationType: "serviceIdOrKeys", values: ["service-1"] },
  ];
  await submit(deployment(number, 1, { commands, associations }));
  expect(await gateOf(number)).toBe("awaiting");
  const body = { pipelineId: "payments", environmentId: "prod eu", deploymentSequenceNumber: number, status };
  expect((await jira.call("POST", "/__sim/jira/deployments/gate", { body })).status).toBe(200);
  const gate = (await read(number, "/gating-status")).body;
  expect(gate).toMatchObject({ gatingStatus: status, deploymentSequenceNumber: number });
  const details = [{ type: "issue", issueKey: key, issueLink: `${jira.url}/browse/${key}` }];
  expect(gate["details"]).toEqual(status === "invalid" ? [] : details);
  // A later update asks for the gate again, and does not open it again.
  await submit(deployment(number, 2, { commands, associations, state: "in_progress" }));
  expect(await gateOf(number)).toBe(status);
});

test("a gate needs a service that is known, and a command that asks for it", async () => {
  await jira.call("PUT", "/__sim/jira/settings", { body: { services: [] } });
  const associations = [{ associationType: "issueIdOrKeys", values: [await issue()] }];
  await submit(deployment(160, 1, { commands, associations }));
  expect(await gateOf(160)).toBe("invalid");
  await jira.call("PUT", "/__sim/jira/settings", { body: { services: ["service-1"] } });
  await submit(deployment(161, 1));
  expect(await gateOf(161)).toBe("invalid");
  expect((await read(162, "/gating-status")).status).toBe(404);
});
