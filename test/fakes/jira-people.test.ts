import { afterAll, beforeAll, expect, test } from "vitest";
import { startFakeJira } from "./start-fake-jira.ts";
import type { FakeJira } from "./start-fake-jira.ts";

let jira: FakeJira;
beforeAll(async () => void (jira = await startFakeJira()));
afterAll(async () => await jira.kill());

const API = "/rest/api/3";

async function create(summary: string): Promise<{ readonly id: string; readonly key: string }> {
  const fields = { project: { key: "REL" }, issuetype: { name: "Task" }, summary };
  const { body } = await jira.call("POST", `${API}/issue`, { body: { fields } });
  return { id: String(body["id"]), key: String(body["key"]) };
}

async function statusOf(key: string): Promise<unknown> {
  const { fields } = (await jira.call("GET", `${API}/issue/${key}`)).body;
  return (fields as { status?: { name?: string } } | undefined)?.status?.name;
}

test("a person moves an issue along the workflow, comments, and takes it to another project", async () => {
  await jira.call("PUT", "/__sim/jira/projects/MOV", { body: {} });
  const { id, key } = await create("moved");
  const moved = await jira.call("POST", `/__sim/jira/issues/${key}/move`, {
    body: { status: "rejected", comment: "Not in the window.\nTry later.", as: "ada@example.com" },
  });
  expect(moved).toMatchObject({ status: 200, body: { status: "Rejected" } });
  const transitions = (await jira.effects("issue.transition")).filter(({ issue }) => issue === key);
  expect(transitions).toMatchObject([
    { actor: "ada@example.com", cause: "person", before: { status: "To Do" }, after: { status: "In Review" } },
    { actor: "ada@example.com", cause: "person", before: { status: "In Review" }, after: { status: "Rejected" } },
  ]);
  const back = await jira.call("POST", `/__sim/jira/issues/${key}/move`, { body: { status: "To Do" } });
  expect(back.status).toBe(409);

  await jira.call("POST", `/__sim/jira/issues/${key}/relocate`, { body: { project: "MOV" } });
  for (const name of [id, key, "MOV-1"]) {
    expect((await jira.call("GET", `${API}/issue/${name}`)).body).toMatchObject({ id, key: "MOV-1" });
  }
  await jira.call("POST", "/__sim/jira/issues/MOV-1/delete");
  expect((await jira.call("GET", `${API}/issue/${id}`)).status).toBe(404);
});

test("the page has forms that move issues, and shows what was refused", async () => {
  const { key } = await create("<b>bold</b> & brave");
  const send = async (path: string, form: Record<string, string>) => {
    const body = new URLSearchParams(form);
    return await fetch(`${jira.url}${path}`, { method: "POST", body, redirect: "manual" });
  };
  const page = async (query = "") => await (await fetch(`${jira.url}/${query}`)).text();
  expect(await page()).toContain("&lt;b&gt;bold&lt;/b&gt; &amp; brave");
  expect(await page()).toContain(`action="/__sim/jira/issues/${key}/move"`);
  const moved = await send(`/__sim/jira/issues/${key}/move`, { status: "Approved" });
  expect([moved.status, moved.headers.get("location")]).toEqual([303, "/"]);
  expect(await statusOf(key)).toBe("Approved");
  const refused = await send(`/__sim/jira/issues/${key}/move`, { status: "To Do" });
  const location = refused.headers.get("location") ?? "";
  expect(await page(location.slice(1))).toContain("has no way from");
  await send("/__sim/jira/issues", { summary: "Release 5", labels: "ledger train" });
  expect((await jira.effects("issue.create")).at(-1)).toMatchObject({
    cause: "person",
    after: { summary: "Release 5", labels: ["ledger", "train"] },
  });
});

test("the page decides at gates, and says so while there is nothing to decide", async () => {
  const page = async () => await (await fetch(jira.url)).text();
  expect(await page()).toContain("No deployments yet.");
  const deployment = {
    deploymentSequenceNumber: 7,
    updateSequenceNumber: 1,
    displayName: "payments 4.12.0",
    url: "https://holdfast.example/promotions/7",
    description: "",
    lastUpdated: "2026-09-21T20:00:00Z",
    state: "pending",
    pipeline: { id: "payments", displayName: "payments", url: "https://holdfast.example/payments" },
    environment: { id: "prod/eu", displayName: "prod EU", type: "production" },
    associations: [{ associationType: "serviceIdOrKeys", values: ["service-1"] }],
    commands: [{ command: "initiate_deployment_gating" }],
  };
  await jira.call("POST", "/rest/deployments/0.1/bulk", { body: { deployments: [deployment] } });
  expect(await page()).toContain("gate: awaiting");
  const key = { pipelineId: "payments", environmentId: "prod/eu", deploymentSequenceNumber: "7" };
  const body = new URLSearchParams({ ...key, status: "prevented" });
  await fetch(`${jira.url}/__sim/jira/deployments/gate`, { method: "POST", body });
  expect(await page()).toContain("gate: prevented");
  const stored = "/rest/deployments/0.1/pipelines/payments/environments/prod%2Feu/deployments/7/gating-status";
  expect((await jira.call("GET", stored)).body["gatingStatus"]).toBe("prevented");
});

test("a body without its content type is taken for what it looks like", async () => {
  const { key } = await create("by curl");
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = JSON.stringify({ status: "Approved" });
  const answer = await fetch(`${jira.url}/__sim/jira/issues/${key}/move`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  expect(await statusOf(key)).toBe("Approved");
});
