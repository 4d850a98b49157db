import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";
import { environmentView, projectView, THEN } from "./views.ts";

const actor = { kind: "token", name: "local" };
const window = (name: string, project?: string) => ({
  document: {
    metadata: { name, ...(project === undefined ? {} : { project }) },
    spec: { reason: "year end", scope: { class: "prod" }, from: "2026-12-19T18:00", to: "2027-01-04T08:00" },
  },
  actor,
  createdAt: THEN,
});

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { projects: [projectView("shop")], environments: [environmentView("shop-prod")] });
  const one = (kind: "Veto" | "FreezeWindow", name: string, result: string) => ({
    isReplay: false,
    results: [{ kind, project: kind === "Veto" ? "shop" : "", name, result }],
  });
  api.on("POST /v1/vetoes", (_request, response) => sendJson(response, one("Veto", "veto-1", "created")));
  api.on("DELETE /v1/vetoes/veto-1", (_request, response) => sendJson(response, one("Veto", "veto-1", "lifted")));
  api.on("GET /v1/vetoes", (_request, response) =>
    sendJson(response, {
      items: [{ id: "veto-1", project: "shop", release: "1.2.0", reason: "loses orders", actor, createdAt: THEN }],
    }),
  );
  api.on("POST /v1/apply", (_request, response) =>
    sendJson(response, { ...one("FreezeWindow", "stop-the-line", "created"), dryRun: false, plans: [], notes: [] }),
  );
  api.on("GET /v1/freeze-windows", (_request, response) =>
    sendJson(response, { items: [window("year-end"), window("year-end", "shop"), window("weekend", "shop")] }),
  );
  for (const name of ["year-end", "weekend"])
    api.on(`DELETE /v1/freeze-windows/${name}`, (_request, response) =>
      sendJson(response, one("FreezeWindow", name, "deleted")),
    );
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => void (api.requests.length = 0));

const body = (route: string) => JSON.parse(api.seen(route)[0]?.body ?? "null") as unknown;

test("veto forbids a release everywhere, until it is lifted", async () => {
  const { code, stdout } = await runCli(["veto", "1.2.0", "--reason", "loses orders"], { url: api.url });
  expect({ code, says: stdout.includes("veto  shop/veto-1  created") }).toEqual({ code: 0, says: true });
  expect(body("POST /v1/vetoes")).toEqual({ project: "shop", release: "1.2.0", reason: "loses orders" });
});

test("veto -e --until forbids it in one environment for a while", async () => {
  const before = Date.now();
  await runCli(["veto", "1.2.0", "-e", "shop-prod", "--until", "7d", "--reason", "prices"], { url: api.url });
  const { expiresAt, environment } = body("POST /v1/vetoes") as { expiresAt: number; environment: string };
  expect(environment).toBe("shop-prod");
  expect(expiresAt - before).toBeGreaterThanOrEqual(7 * 86_400_000);
  expect(expiresAt - Date.now()).toBeLessThanOrEqual(7 * 86_400_000);
});

test("veto list -p narrows, and veto lift takes an id", async () => {
  const { stdout } = await runCli(["veto", "list", "-p", "shop"], { url: api.url });
  expect(stdout).toMatch(/veto-1 +shop +1\.2\.0 +\* +it is lifted .*loses orders/);
  expect(api.seen("GET /v1/vetoes")[0]?.query.get("project")).toBe("shop");
  expect((await runCli(["veto", "lift", "veto-1"], { url: api.url })).stdout).toContain("lifted");
});

test("freeze start without a scope stops the line: every stage of every project", async () => {
  const { code, stdout, stderr } = await runCli(["freeze", "start", "--reason", "orders are lost"], { url: api.url });
  expect(code).toBe(0);
  expect(stdout).toContain("freeze-window  stop-the-line  created");
  expect(stderr).toBe("lift it: holdfast freeze lift stop-the-line\n");
  expect(body("POST /v1/apply")).toEqual({
    apiVersion: "holdfast.dev/v1",
    kind: "FreezeWindow",
    metadata: { name: "stop-the-line" },
    spec: { reason: "orders are lost", scope: {} },
  });
});

test("freeze start narrows to an environment, whose project it finds, and to times", async () => {
  const times = ["--from", "2026-12-19T18:00", "--until", "2027-01-04T08:00", "--time-zone", "Europe/Berlin"];
  await runCli(["freeze", "start", "year-end", "-e", "shop-prod", "--reason", "x", ...times], { url: api.url });
  expect(body("POST /v1/apply")).toMatchObject({
    metadata: { project: "shop", name: "year-end" },
    spec: {
      scope: { environment: "shop-prod" },
      timeZone: "Europe/Berlin",
      from: "2026-12-19T18:00",
      to: "2027-01-04T08:00",
    },
  });
});

test("freeze start --until 4h ends by itself", async () => {
  await runCli(["freeze", "start", "--class", "prod", "--until", "4h", "--reason", "x"], { url: api.url });
  const { spec } = body("POST /v1/apply") as { spec: { to: string; scope: object } };
  expect(spec.scope).toEqual({ class: "prod" });
  expect(Math.abs(Date.parse(spec.to) - Date.now() - 4 * 3_600_000)).toBeLessThan(60_000);
});

test("a freeze that the server refuses is told without lines that nobody wrote", async () => {
  api.on("POST /v1/apply", (_request, response) =>
    sendProblem(response, {
      status: 422,
      code: "FREEZE_INVALID",
      detail: "line 1, column 9: to is before from",
      errors: [
        { code: "FREEZE_INVALID", message: "to is before from", pointer: "/spec/to", document: 0, line: 1, column: 9 },
      ],
    }),
  );
  const { code, stderr } = await runCli(["freeze", "start", "--reason", "x", "--until", "2020-01-01T00:00"], {
    url: api.url,
  });
  expect(code).toBe(1);
  expect(stderr).toContain("document 1 at /spec/to: FREEZE_INVALID to is before from");
  expect(stderr).not.toContain("line 1");
});

test.each(["freeze list", "get freeze-windows", "get fw"])("%s shows scope and times", async (line) => {
  const { stdout } = await runCli(line.split(" "), { url: api.url });
  expect(stdout).toMatch(/year-end +\* +class prod +2026-12-19T18:00 to 2027-01-04T08:00 .*year end/);
});

test("freeze lift finds the project of a window, and asks where several have the name", async () => {
  expect((await runCli(["freeze", "lift", "weekend"], { url: api.url })).code).toBe(0);
  expect(api.seen("DELETE /v1/freeze-windows/weekend")[0]?.query.get("project")).toBe("shop");
  const ambiguous = await runCli(["freeze", "lift", "year-end"], { url: api.url });
  expect({ code: ambiguous.code, says: ambiguous.stderr.includes("-p shop") }).toEqual({ code: 2, says: true });
  expect((await runCli(["freeze", "lift", "year-end", "-p", "shop"], { url: api.url })).code).toBe(0);
  expect((await runCli(["delete", "fw", "weekend", "--yes"], { url: api.url })).stdout).toContain("deleted");
});

test.each([
  { name: "a veto without a reason", words: ["veto", "1.2.0"], code: 2, says: "a veto needs a reason" },
  { name: "a veto of nothing", words: ["veto"], code: 2, says: "veto which release?" },
  { name: "a freeze without a reason", words: ["freeze", "start"], code: 2, says: "--reason" },
  {
    name: "a freeze until nothing",
    words: ["freeze", "start", "--reason", "x", "--until", "soon"],
    code: 2,
    says: "no duration",
  },
  { name: "a freeze that is not there", words: ["freeze", "lift", "never"], code: 3, says: 'no freeze window "never"' },
])("$name ends with $code", async ({ words, code, says }) => {
  const result = await runCli(words, { url: api.url });
  expect(result.code).toBe(code);
  expect(result.stderr).toContain(says);
});
