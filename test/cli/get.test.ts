import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli, startCli } from "./run-cli.ts";
import { componentView, environmentView, operationView, projectView, THEN } from "./views.ts";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, {
    projects: [projectView("shop"), projectView("bank")],
    environments: [
      environmentView("shop-dev"),
      environmentView("test", {
        project: "shop",
        phase: "Held",
        hold: { reason: "api died 5 times", choices: ["resume"], since: THEN },
      }),
      environmentView("test", { project: "bank" }),
      environmentView("starting", {
        phase: "Running",
        componentList: [
          componentView("database", { phase: "Running", progress: "starts" }),
          componentView("api", { phase: "Pending", needs: ["database"] }),
        ],
      }),
    ],
    operations: [
      operationView("op-1", { requestedAt: THEN }),
      operationView("op-2", { requestedAt: THEN + 1, state: "Succeeded", endedAt: THEN + 5_100 }),
    ],
  });
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => void (api.requests.length = 0));

const withoutAges = (stdout: string) => stdout.replaceAll(/\b\d+[smhd]\b/g, "AGE").split("\n");

test.each(["environments", "environment", "envs", "env"])(
  "get %s lists environments in a stable order",
  async (word) => {
    const { code, stdout, stderr } = await runCli(["get", word], { url: api.url });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(withoutAges(stdout).map((line) => line.replaceAll(/ +/g, " "))).toEqual([
      "PROJECT NAME CLASS RELEASE PHASE READY DRIFT AGE REASON",
      "bank test dev 1.0.0 Ready 2/2 AGE",
      "shop shop-dev dev 1.0.0 Ready 2/2 AGE",
      "shop starting dev 1.0.0 Running 0/2 AGE",
      "shop test dev 1.0.0 Held 2/2 AGE api died 5 times",
      "",
    ]);
  },
);

test("get components shows what each does, waits for, or where it answers", async () => {
  const { stdout } = await runCli(["get", "components", "-e", "starting"], { url: api.url });
  expect(stdout).toMatch(/starting +database +service +Running .* starts\n/);
  expect(stdout).toMatch(/starting +api +service +Pending .* waits for database\n/);
  const ready = await runCli(["get", "comp", "-e", "shop-dev"], { url: api.url });
  expect(ready.stdout).toContain("http://127.0.0.1:20001");
});

test("get operations shows the newest first", async () => {
  const { stdout } = await runCli(["get", "ops", "-e", "shop-dev", "-o", "name"], { url: api.url });
  expect(stdout).toBe("operation/op-2\noperation/op-1\n");
});

test("get -o json answers one item by itself and many as items, with instants in RFC 3339", async () => {
  const one = await runCli(["get", "environment/shop-dev", "-o", "json"], { url: api.url });
  expect(JSON.parse(one.stdout)).toMatchObject({ phase: "Ready", createdAt: "2026-11-21T08:00:00.000Z" });
  const many = await runCli(["get", "environments", "-p", "shop", "-o", "json"], { url: api.url });
  expect((JSON.parse(many.stdout) as { items: unknown[] }).items).toHaveLength(3);
});

test("get -o yaml answers YAML", async () => {
  const { stdout } = await runCli(["get", "env", "shop-dev", "-o", "yaml"], { url: api.url });
  expect(stdout).toContain("\nphase: Ready\n");
});

test("get reads all pages of a list", async () => {
  const pages = new Map([
    [null, { items: [projectView("a")], continue: "two" }],
    ["two", { items: [projectView("b")] }],
  ]);
  api.on("GET /v1/projects", ({ query }, response) => sendJson(response, pages.get(query.get("continue"))));
  const { stdout } = await runCli(["get", "projects", "-o", "name"], { url: api.url });
  expect(stdout).toBe("project/a\nproject/b\n");
});

test("get connections, gates and steps show what there is", async () => {
  const spec = { system: "jira", url: "https://jira.example" };
  const connection = {
    document: { metadata: { project: "shop", name: "tickets" }, spec },
    digest: "d",
    createdAt: THEN,
  };
  const kind = { kind: "soak", summary: "Waits for a while.", outputs: { until: "When." } };
  api.on("GET /v1/connections", (_request, response) => sendJson(response, { items: [connection] }));
  for (const noun of ["gates", "steps"])
    api.on(`GET /v1/${noun}`, (_request, response) => sendJson(response, { items: [kind] }));
  const { stdout } = await runCli(["get", "connections"], { url: api.url });
  expect(stdout).toMatch(/shop +tickets +jira .*https:\/\/jira\.example\n$/);
  for (const noun of ["gates", "steps"])
    expect((await runCli(["get", noun], { url: api.url })).stdout).toMatch(/soak +until +Waits for a while\.\n$/);
});

test("an empty list is no failure, and leaves stdout empty", async () => {
  api.on("GET /v1/snapshots", (_request, response) => sendJson(response, { items: [] }));
  expect(await runCli(["get", "snapshots"], { url: api.url })).toEqual({
    code: 0,
    stdout: "",
    stderr: "no snapshots\n",
  });
  const { stdout } = await runCli(["get", "snapshots", "-o", "json"], { url: api.url });
  expect(JSON.parse(stdout)).toEqual({ items: [] });
});

test("a list of snapshots says which are being deleted", async () => {
  const snapshot = { project: "shop", environment: "scratch", component: "database", kind: "postgres", takenAt: THEN };
  const items = [
    { ...snapshot, id: "snap-1", phase: "Ready" },
    { ...snapshot, id: "snap-2", phase: "Deleting" },
  ];
  api.on("GET /v1/snapshots", (_request, response) => sendJson(response, { items }));
  const { stdout } = await runCli(["get", "snapshots"], { url: api.url });
  const [titles, ...rows] = stdout.trimEnd().split("\n");
  expect(titles).toContain("PHASE");
  expect(rows[0]).toMatch(/^snap-1 .* Ready /);
  expect(rows[1]).toMatch(/^snap-2 .* Deleting /);
});

test.each([
  { name: "an unknown kind", words: ["get", "enviroments"], code: 2, says: 'did you mean "environments"?' },
  {
    name: "a name that is not there",
    words: ["get", "env", "shop-dve"],
    code: 3,
    says: 'there is no environment "shop-dve"; did you mean "shop-dev"?',
  },
  {
    name: "-p together with -A",
    words: ["get", "envs", "-p", "shop", "-A"],
    code: 2,
    says: "-p and -A contradict each other",
  },
  { name: "components of nothing", words: ["get", "components"], code: 2, says: "components of which environment?" },
  { name: "a name in several projects", words: ["get", "components", "-e", "test"], code: 2, says: "-p bank, -p shop" },
  { name: "an unknown option", words: ["get", "envs", "--projct", "x"], code: 2, says: "Did you mean --project?" },
])("get refuses $name with exit code $code", async ({ words, code, says }) => {
  const result = await runCli(words, { url: api.url });
  expect(result).toMatchObject({ code, stdout: "" });
  expect(result.stderr).toContain(says);
});

test("get -w follows until Ctrl-C and exits with 130 without explaining anything", async () => {
  const cli = startCli(["get", "env", "shop-dev", "-w"], { url: api.url });
  await expect.poll(() => cli.output().stdout, { timeout: 10_000 }).toContain("shop/shop-dev  Ready");
  cli.kill("SIGINT");
  expect(await cli.ended).toMatchObject({ code: 130, stderr: "" });
});
