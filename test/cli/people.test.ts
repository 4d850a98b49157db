import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";
import { THEN } from "./views.ts";

const TOKEN = `hfp_${"t".repeat(43)}`;
let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  const items = (...all: readonly object[]) => ({ items: all });
  const answers: Readonly<Record<string, unknown>> = {
    "GET /v1/auth/whoami": {
      kind: "person",
      id: "person-1",
      name: "ada",
      groups: ["team"],
      grants: [{ role: "developer", project: "shop", class: "dev" }, { role: "viewer" }],
    },
    "GET /v1/people": items({
      id: "person-1",
      name: "ada",
      displayName: "Ada Lovelace",
      isActive: true,
      groups: ["team"],
      identities: [{ system: "slack", tenant: "T1", subject: "U1" }],
      createdAt: THEN,
    }),
    "GET /v1/groups": items({ name: "team", description: "ours", members: ["ada"], createdAt: THEN }),
    "GET /v1/services": items(),
    "GET /v1/tokens": items({
      id: "token-1",
      holder: { kind: "person", name: "ada" },
      note: "laptop",
      createdAt: THEN,
      expiresAt: THEN,
    }),
    "GET /v1/role-bindings": items({
      id: "binding-1",
      role: "approver",
      holder: { kind: "group", name: "team" },
      project: "shop",
      environment: "prod",
      createdAt: THEN,
    }),
    "GET /v1/refusals": items({
      id: "7",
      at: THEN,
      actor: { kind: "service", name: "builder" },
      action: "vote",
      resource: { kind: "environment", project: "shop", environment: "prod" },
      code: "FORBIDDEN",
      reason: "only a person votes",
      via: "api",
      traceId: "t",
      dropped: 3,
    }),
    "POST /v1/tokens": { id: "token-2", holder: { kind: "person", name: "ada" }, expiresAt: THEN, token: TOKEN },
  };
  for (const [route, answer] of Object.entries(answers)) api.on(route, (_, response) => sendJson(response, answer));
  api.on("POST /v1/auth/can-i", ({ body }, response) => {
    const { asked } = JSON.parse(body) as { asked: { action: string }[] };
    sendJson(response, items(...asked.map(({ action }) => ({ action, isAllowed: action === "view" }))));
  });
  const changes: readonly (readonly [route: string, kind: string, name: string, result: string])[] = [
    ["POST /v1/people", "Person", "ada", "created"],
    ["POST /v1/people/ada/rename", "Person", "ada-l", "renamed"],
    ["POST /v1/people/ada/link", "Person", "ada", "linked"],
    ["POST /v1/people/ada/unlink", "Person", "ada", "unlinked"],
    ["POST /v1/people/ada/deactivate", "Person", "ada", "deactivated"],
    ["POST /v1/people/ada/activate", "Person", "ada", "activated"],
    ["POST /v1/groups", "Group", "team", "created"],
    ["DELETE /v1/groups/team", "Group", "team", "deleted"],
    ["POST /v1/groups/team/members", "Group", "team", "added"],
    ["DELETE /v1/groups/team/members/ada", "Group", "team", "removed"],
    ["POST /v1/services", "Service", "builder", "created"],
    ["POST /v1/services/builder/deactivate", "Service", "builder", "deactivated"],
    ["POST /v1/role-bindings", "RoleBinding", "binding-2", "created"],
    ["DELETE /v1/role-bindings/binding-1", "RoleBinding", "binding-1", "unbound"],
    ["DELETE /v1/tokens/token-1", "Token", "token-1", "revoked"],
  ];
  for (const [route, kind, name, result] of changes)
    api.on(route, (_, response) =>
      sendJson(response, { isReplay: false, results: [{ kind, project: "", name, result }] }),
    );
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => void (api.requests.length = 0));

const cli = async (...words: readonly string[]) => await runCli(words, { url: api.url });

describe("lists", () => {
  test.each([
    { words: ["auth", "whoami"], says: "developer in class dev of project shop; viewer in every project" },
    { words: ["people", "list"], says: "slack T1/U1" },
    { words: ["groups", "list"], says: /team\s+ada\s+ours/ },
    { words: ["auth", "token", "list"], says: /token-1\s+person ada\s+expired/ },
    { words: ["roles", "list"], says: "environment shop/prod" },
    { words: ["auth", "refusals"], says: /service builder\s+vote\s+environment shop\/prod\s+FORBIDDEN\s+3 before it/ },
  ])("$words says $says", async ({ words, says }) => {
    const { stdout, code } = await cli(...words);
    expect(code).toBe(0);
    expect(stdout).toMatch(says);
    const { stdout: json } = await cli(...words, "-o", "json");
    expect(JSON.parse(json)).toBeTypeOf("object");
  });

  test("an empty one says so, and prints nothing", async () => {
    expect(await cli("services", "list")).toMatchObject({ code: 0, stdout: "", stderr: "no services\n" });
  });
});

describe("changes", () => {
  test.each([
    { words: ["people", "create", "ada", "--full-name", "Ada Lovelace"], says: "created" },
    { words: ["people", "rename", "ada", "ada-l"], says: "renamed" },
    { words: ["people", "link", "ada", "--slack", "T1/U1"], says: "linked" },
    { words: ["people", "unlink", "ada", "--oidc", "https://id.example", "--subject", "7"], says: "unlinked" },
    { words: ["people", "deactivate", "ada"], says: "deactivated" },
    { words: ["people", "activate", "ada"], says: "activated" },
    { words: ["groups", "create", "team"], says: "created" },
    { words: ["groups", "add", "team", "ada"], says: "added" },
    { words: ["groups", "remove", "team", "ada"], says: "removed" },
    { words: ["groups", "delete", "team", "--yes"], says: "deleted" },
    { words: ["services", "create", "builder"], says: "created" },
    { words: ["services", "deactivate", "builder"], says: "deactivated" },
    { words: ["roles", "bind", "approver", "--group", "team", "-p", "shop", "--class", "prod"], says: "binding-2" },
    { words: ["roles", "unbind", "binding-1"], says: "unbound" },
    { words: ["auth", "token", "revoke", "token-1"], says: "revoked" },
  ])("$words says $says", async ({ words, says }) => {
    const { stdout, code } = await cli(...words);
    expect([code, stdout]).toEqual([0, expect.stringContaining(says)]);
  });

  test("send exactly what was meant", async () => {
    await cli("people", "link", "ada", "--slack", "T1/U1");
    await cli("roles", "bind", "viewer", "--person", "ada", "-A");
    await cli("roles", "bind", "operator", "--service", "builder", "-p", "shop", "-e", "dev");
    expect(api.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { system: "slack", tenant: "T1", subject: "U1" },
      { role: "viewer", person: "ada" },
      { role: "operator", service: "builder", project: "shop", environment: "dev" },
    ]);
  });

  test.each([
    { words: ["people", "link", "ada"] },
    { words: ["people", "link", "ada", "--slack", "U1"] },
    { words: ["people", "link", "ada", "--slack", "T1/U1", "--oidc", "x"] },
    { words: ["roles", "bind", "viewer", "-p", "shop"] },
    { words: ["roles", "bind", "viewer", "--person", "ada"] },
    { words: ["roles", "bind", "viewer", "--person", "ada", "-p", "shop", "-A"] },
    { words: ["roles", "bind", "viewer", "--person", "ada", "--group", "team", "-A"] },
    { words: ["groups", "delete", "team"] },
    { words: ["auth", "can-i", "view", "a/b/c"] },
    { words: ["auth", "token", "revoke", TOKEN] },
    { words: ["auth", "token", "create", "--expires", "soon"] },
  ])("$words is no command, and nothing is sent", async ({ words }) => {
    expect((await cli(...words)).code).toBe(2);
    expect(api.requests).toEqual([]);
  });
});

test("a token is all of the standard output, and the rest is said beside it", async () => {
  const { stdout, stderr, code } = await cli("auth", "token", "create", "--note", "laptop", "--expires", "30d");
  expect([code, stdout]).toEqual([0, `${TOKEN}\n`]);
  expect(stderr).toContain("not shown again");
  expect(stderr).not.toContain(TOKEN);
  const sent = JSON.parse(api.seen("POST /v1/tokens")[0]?.body ?? "") as { expiresAt: number };
  expect(Math.abs(sent.expiresAt - Date.now() - 30 * 86_400_000)).toBeLessThan(60_000);
});

test.each([[[]], [["-o", "json"]]])(
  "a token whose answer was lost, so that only a repeat says that it was made, is a failure: %j",
  async (form) => {
    api.on("POST /v1/tokens", (_, response) =>
      sendJson(response, { id: "token-3", holder: { kind: "person", name: "ada" }, expiresAt: THEN, isReplay: true }),
    );
    const { stdout, stderr, code } = await cli("auth", "token", "create", ...form);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("token token-3 was made and its answer was lost");
    expect(stderr).toContain("auth token revoke token-3");
  },
);

test("can-i says yes with 0, and no with 4", async () => {
  expect(await cli("auth", "can-i", "view", "shop/dev")).toMatchObject({ code: 0, stdout: "yes\n" });
  expect(await cli("auth", "can-i", "administer")).toMatchObject({ code: 4, stdout: "no\n" });
  expect(JSON.parse(api.seen("POST /v1/auth/can-i")[0]?.body ?? "")).toEqual({
    asked: [{ action: "view", project: "shop", environment: "dev" }],
  });
});

test("what is forbidden ends with 4 and says which roles would allow it", async () => {
  const detail = "person ada may not administer the organisation; roles that allow it: admin";
  api.on("GET /v1/refusals", (_, response) =>
    sendProblem(response, { status: 403, code: "FORBIDDEN", detail, hint: "Ask an administrator." }),
  );
  const { code, stderr } = await cli("auth", "refusals");
  expect(code).toBe(4);
  expect(stderr).toContain(detail);
});
