import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { basicAuthorization, startFakeJira } from "./start-fake-jira.ts";
import type { FakeJira } from "./start-fake-jira.ts";

let jira: FakeJira;
beforeAll(async () => void (jira = await startFakeJira()));
afterEach(async () => {
  await jira.call("PUT", "/__sim/jira/settings", { body: { indexLag: 0, deploymentLagMs: 0, services: "any" } });
  await jira.call("POST", "/__sim/jira/index/release");
});
afterAll(async () => await jira.kill());

const API = "/rest/api/3";
const FIELDS = { project: { key: "REL" }, issuetype: { name: "Task" }, summary: "payments 4.12.0 → prod" };
const documentOf = (text: string) => ({
  type: "doc",
  version: 1,
  content: [{ type: "paragraph", content: [{ type: "text", text }] }],
});

async function create(fields: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) {
  const { status, body } = await jira.call("POST", `${API}/issue`, {
    body: { fields: { ...FIELDS, ...fields }, ...rest },
  });
  if (status !== 201) throw new Error(`no issue was created: ${JSON.stringify(body)}`);
  return { id: String(body["id"]), key: String(body["key"]) };
}

async function fieldsOf(key: string): Promise<Record<string, unknown>> {
  return (await jira.call("GET", `${API}/issue/${key}`)).body["fields"] as Record<string, unknown>;
}

async function search(jql: string, more: Record<string, unknown> = {}) {
  return await jira.call("POST", `${API}/search/jql`, { body: { jql, ...more } });
}

async function foundBy(label: string, more: Record<string, unknown> = {}): Promise<unknown[]> {
  const { body } = await search(`project = REL AND labels = "${label}" ORDER BY created ASC`, more);
  return (body["issues"] as { id: string }[]).map(({ id }) => id);
}

async function transitionsOf(key: string, authorization?: string) {
  const options = authorization === undefined ? {} : { authorization };
  const path = `${API}/issue/${key}/transitions?expand=transitions.fields`;
  return (await jira.call("GET", path, options)).body["transitions"] as Record<string, unknown>[];
}

async function effectsOf(key: string): Promise<unknown[]> {
  return (await jira.effects()).filter(({ issue }) => issue === key).map(({ op }) => op);
}

/** Another account, which may do only what is named, in every project. */
async function account(email: string, permissions: readonly string[]): Promise<string> {
  const body = { token: "secret", permissions: { "*": permissions } };
  expect((await jira.call("PUT", `/__sim/jira/users/${email}`, { body })).status).toBe(200);
  return basicAuthorization(email, "secret");
}

test("an issue is created with labels, properties and a link, and read back", async () => {
  const anchor = await create({ summary: "Release 4.12" });
  const key = "hf-7f3k2m9qx4tn5b6a";
  const issue = await create(
    { labels: ["holdfast", key], description: documentOf("Plan") },
    {
      update: { issuelinks: [{ add: { type: { name: "Relates" }, outwardIssue: { key: anchor.key } } }] },
      properties: [{ key: "holdfast", value: { key, promotion: "912" } }],
    },
  );
  const read = await jira.call("GET", `${API}/issue/${issue.key}?properties=holdfast`);
  expect(read.body).toMatchObject({
    id: issue.id,
    key: issue.key,
    fields: { labels: ["holdfast", key], description: documentOf("Plan"), status: { name: "To Do" }, resolution: null },
    properties: { holdfast: { key, promotion: "912" } },
  });
  const anchored = await jira.call("GET", `${API}/issue/${anchor.key}?fields=issuelinks,subtasks`);
  expect(anchored.body["fields"]).toMatchObject({ issuelinks: [{ inwardIssue: { key: issue.key } }], subtasks: [] });
  expect(Object.keys(anchored.body["fields"] ?? {})).toHaveLength(2);
  expect(read.headers.get("x-simulator")).toBe("1");
  expect((await jira.effects("issue.create")).at(-1)).toMatchObject({
    effectId: issue.key,
    key,
    actor: jira.email,
    cause: "api",
    changed: true,
    after: { labels: ["holdfast", key], properties: { holdfast: { promotion: "912" } } },
  });
});

test.each([
  { what: "a plain text as description", fields: { description: "Plan" }, errors: { description: "Document" } },
  { what: "no summary", fields: { summary: "" }, errors: { summary: "specify a summary" } },
  { what: "a label with a space", fields: { labels: ["a b"] }, errors: { labels: "contains spaces" } },
  { what: "an unknown type", fields: { issuetype: { name: "Wish" } }, errors: { issuetype: "issue type" } },
  { what: "an unknown field", fields: { colour: "red" }, errors: { colour: "cannot be set" } },
  { what: "an unknown project", fields: { project: { key: "NONE" } }, errors: { project: "valid project" } },
])("an issue with $what is refused by field, without an effect", async ({ fields, errors }) => {
  const before = (await jira.effects()).length;
  const { status, body } = await jira.call("POST", `${API}/issue`, { body: { fields: { ...FIELDS, ...fields } } });
  expect(status).toBe(400);
  const [field = "", problem] = Object.entries(errors)[0] ?? [];
  expect((body["errors"] as Record<string, string>)[field]).toContain(problem);
  expect((await jira.effects()).length).toBe(before);
});

test("a call without valid credentials is answered 401", async () => {
  for (const authorization of [null, basicAuthorization(jira.email, "wrong"), "Bearer nonsense"]) {
    expect((await jira.call("GET", `${API}/myself`, { authorization })).status).toBe(401);
  }
  expect((await jira.call("GET", `${API}/myself`)).body["emailAddress"]).toBe(jira.email);
});

test("the search answers ids unless fields are named, page by page", async () => {
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) ids.push((await create({ labels: ["paged"] })).id);
  expect((await search("labels = paged ORDER BY created")).body).toEqual({
    issues: ids.map((id) => ({ id })),
    isLast: true,
  });
  const query = { fields: ["labels"], maxResults: 2 };
  const first = await search("labels = paged ORDER BY key ASC", query);
  expect(first.body).toMatchObject({ isLast: false, issues: [{ id: ids[0], fields: { labels: ["paged"] } }, {}] });
  const nextPageToken = first.body["nextPageToken"];
  const second = await search("labels = paged ORDER BY key ASC", { ...query, nextPageToken });
  expect(second.body).toMatchObject({ isLast: true, issues: [{ id: ids[2] }] });
  expect((await search("labels = other", { nextPageToken })).status).toBe(400);
});

test.each([
  { jql: "", problem: "Unbounded" },
  { jql: "ORDER BY created", problem: "Unbounded" },
  { jql: "project = NONE", problem: "'NONE' does not exist" },
  { jql: "colour = red", problem: "'colour' does not exist" },
  { jql: "project = REL OR labels = a", problem: "Error in the JQL Query" },
])("the search refuses '$jql'", async ({ jql, problem }) => {
  const { status, body } = await search(jql);
  expect(status).toBe(400);
  expect(body["errorMessages"]).toEqual([expect.stringContaining(problem)]);
});

test("the old search is gone", async () => {
  for (const method of ["GET", "POST"]) expect((await jira.call(method, `${API}/search`)).status).toBe(410);
});

test("a stuck index finds neither a new issue nor an edited label, while reads are current", async () => {
  const seen = await create({ labels: ["before"] });
  await jira.call("PUT", "/__sim/jira/settings", { body: { indexLag: "stuck" } });
  const hidden = await create({ labels: ["lagging"] });
  const edit = { update: { labels: [{ remove: "before" }, { add: "lagging" }] } };
  expect((await jira.call("PUT", `${API}/issue/${seen.key}`, { body: edit })).status).toBe(204);
  expect(await foundBy("lagging")).toEqual([]);
  expect(await foundBy("before")).toEqual([seen.id]);
  expect((await fieldsOf(hidden.key))["labels"]).toEqual(["lagging"]);
  expect(await foundBy("lagging", { reconcileIssues: [Number(hidden.id)] })).toEqual([hidden.id]);
  await jira.call("POST", "/__sim/jira/index/release");
  expect(await foundBy("lagging")).toEqual([seen.id, hidden.id]);
  expect(await foundBy("before")).toEqual([]);
});

test("a lagging index finds an issue after its lag, and not before", async () => {
  await jira.call("PUT", "/__sim/jira/settings", { body: { indexLag: 400 } });
  const startedAt = Date.now();
  const { id } = await create({ labels: ["late"] });
  await expect.poll(async () => await foundBy("late"), { interval: 20, timeout: 5000 }).toEqual([id]);
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(400);
});

test("transitions depend on the status, and their screens have to be filled in", async () => {
  const { key } = await create();
  const move = async (id: string, fields = {}) => {
    return await jira.call("POST", `${API}/issue/${key}/transitions`, { body: { transition: { id }, fields } });
  };
  const [submit] = await transitionsOf(key);
  expect(submit).toMatchObject({ name: "Submit for review", to: { name: "In Review" }, fields: {} });
  expect((await move("21")).status).toBe(400);
  expect((await move(String(submit?.["id"]))).status).toBe(204);
  expect((await move("21")).status).toBe(204);
  const finish = (await transitionsOf(key)).find(({ name }) => name === "Finish");
  expect(finish).toMatchObject({
    fields: { resolution: { required: true, allowedValues: [{ name: "Done" }, {}, {}] } },
  });
  expect((await move("41")).body["errors"]).toEqual({ resolution: "Resolution is required." });
  expect((await move("41", { resolution: { name: "Fine" } })).status).toBe(400);
  expect((await move("41", { resolution: { name: "Done" }, colour: "red" })).status).toBe(400);
  expect(await fieldsOf(key)).toMatchObject({ status: { name: "Approved" } });
  expect((await move("41", { resolution: { name: "Done" } })).status).toBe(204);
  expect(await fieldsOf(key)).toMatchObject({ status: { name: "Done" }, resolution: { name: "Done" } });
  expect(await effectsOf(key)).toEqual(["issue.create", "issue.transition", "issue.transition", "issue.transition"]);
});

test("without the permission there are no transitions, and mypermissions says why", async () => {
  const { key } = await create();
  const authorization = await account("reader@example.com", ["BROWSE_PROJECTS"]);
  expect(await transitionsOf(key, authorization)).toEqual([]);
  const body = { transition: { id: "11" } };
  expect((await jira.call("POST", `${API}/issue/${key}/transitions`, { authorization, body })).status).toBe(400);
  const path = `${API}/mypermissions?projectKey=REL&permissions=TRANSITION_ISSUES,BROWSE_PROJECTS`;
  expect((await jira.call("GET", path, { authorization })).body["permissions"]).toMatchObject({
    TRANSITION_ISSUES: { havePermission: false },
    BROWSE_PROJECTS: { havePermission: true },
  });
  expect((await jira.call("GET", path)).body["permissions"]).toMatchObject({
    TRANSITION_ISSUES: { havePermission: true },
  });
  expect((await jira.call("GET", `${API}/mypermissions`)).status).toBe(400);
});

test("what an account may not see does not exist for it", async () => {
  const { key } = await create({ labels: ["secret"] });
  const authorization = await account("stranger@example.com", []);
  const hidden = await jira.call("GET", `${API}/issue/${key}`, { authorization });
  const missing = await jira.call("GET", `${API}/issue/REL-99999`);
  expect(hidden).toMatchObject({ status: 404, body: missing.body });
  const body = { jql: "labels = secret" };
  expect((await jira.call("POST", `${API}/search/jql`, { authorization, body })).body["issues"]).toEqual([]);
});

test("a project with a workflow of its own goes by that", async () => {
  const statuses = [
    { name: "Open", category: "new" },
    { name: "Closed", category: "done" },
  ];
  const screen = { customfield_10050: { name: "Approver" } };
  const transitions = [{ name: "Close", from: "any", to: "Closed", screen }];
  const body = { statuses, transitions, customFields: { customfield_10050: "text", customfield_10051: "textarea" } };
  expect((await jira.call("PUT", "/__sim/jira/projects/OPS", { body })).status).toBe(200);
  const { key } = await create({ project: { key: "OPS" }, customfield_10051: documentOf("long") });
  expect(key).toBe("OPS-1");
  const move = async (fields: Record<string, unknown>) => {
    return await jira.call("POST", `${API}/issue/OPS-1/transitions`, { body: { transition: { id: "11" }, fields } });
  };
  expect((await move({})).body["errors"]).toEqual({ customfield_10050: "Approver is required." });
  expect((await move({ customfield_10050: "ada" })).status).toBe(204);
  expect(await fieldsOf(key)).toMatchObject({ status: { name: "Closed" }, customfield_10050: "ada" });
  expect(await transitionsOf(key)).toEqual([]);
});

test("comments are written, changed and listed with their properties", async () => {
  const { key } = await create();
  const properties = [{ key: "holdfast", value: { key: "hf-1" } }];
  const written = await jira.call("POST", `${API}/issue/${key}/comment`, {
    body: { body: documentOf("0 of 3"), properties },
  });
  expect(written.status).toBe(201);
  const id = String(written.body["id"]);
  await jira.call("POST", `${API}/issue/${key}/comment`, { body: { body: documentOf("second") } });
  const changed = await jira.call("PUT", `${API}/issue/${key}/comment/${id}`, { body: { body: documentOf("3 of 3") } });
  expect(changed).toMatchObject({ status: 200, body: { id, body: documentOf("3 of 3") } });
  expect((await jira.call("POST", `${API}/issue/${key}/comment`, { body: { body: "plain" } })).status).toBe(400);

  const newest = await jira.call("GET", `${API}/issue/${key}/comment?orderBy=-created&maxResults=1`);
  expect(newest.body).toMatchObject({ total: 2, comments: [{ body: documentOf("second") }] });
  const listed = await jira.call("POST", `${API}/comment/list?expand=properties`, { body: { ids: [Number(id)] } });
  expect(listed.body["values"]).toMatchObject([{ id, body: documentOf("3 of 3"), properties }]);
  expect(await effectsOf(key)).toEqual(["issue.create", "comment.create", "comment.create", "comment.update"]);
});

test("an issue property is made once and replaced after that", async () => {
  const { key } = await create();
  const path = `${API}/issue/${key}/properties/holdfast`;
  expect((await jira.call("GET", path)).status).toBe(404);
  expect((await jira.call("PUT", path, { body: { at: 1 } })).status).toBe(201);
  expect((await jira.call("PUT", path, { body: { at: 2 } })).status).toBe(200);
  expect((await jira.call("PUT", path, { body: { at: 2 } })).status).toBe(200);
  expect((await jira.call("PUT", path, { body: "x".repeat(32_768) })).status).toBe(400);
  expect((await jira.call("GET", path)).body).toEqual({ key: "holdfast", value: { at: 2 } });
  const effects = (await jira.effects("property.set")).filter(({ issue }) => issue === key);
  expect(effects.map(({ changed }) => changed)).toEqual([true, true, false]);
});

test("a remote link is one by its global id, and what is left out becomes null", async () => {
  const { key } = await create();
  const path = `${API}/issue/${key}/remotelink`;
  const object = { url: "https://holdfast.example/promotions/912", title: "promotion 912" };
  const globalId = "holdfast=912";
  const first = await jira.call("POST", path, { body: { globalId, relationship: "is shipped by", object } });
  const again = await jira.call("POST", path, { body: { globalId, object: { ...object, title: "done" } } });
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body["id"]).toBe(first.body["id"]);
  const read = await jira.call("GET", `${path}?globalId=${encodeURIComponent(globalId)}`);
  expect(read.body).toMatchObject({ globalId, relationship: null, object: { title: "done" } });
  expect(await effectsOf(key)).toEqual(["issue.create", "remotelink.create", "remotelink.update"]);
});

test("a duplicate is linked to the issue that stays", async () => {
  const [stays, duplicate] = [await create(), await create()];
  const body = { type: { name: "Duplicate" }, inwardIssue: { key: duplicate.key }, outwardIssue: { key: stays.key } };
  expect((await jira.call("POST", `${API}/issueLink`, { body })).status).toBe(201);
  expect((await fieldsOf(duplicate.key))["issuelinks"]).toMatchObject([{ outwardIssue: { key: stays.key } }]);
  expect((await fieldsOf(stays.key))["issuelinks"]).toMatchObject([{ inwardIssue: { key: duplicate.key } }]);
});
