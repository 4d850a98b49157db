import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { someFinding, someSweep } from "../setup/some-finding.ts";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";
import { environmentView, projectView } from "./views.ts";

const ID = someFinding().id;

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { projects: [projectView("shop")], environments: [environmentView("shop-prod")] });
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => {
  api.requests.length = 0;
  api.on("GET /v1/findings", (_request, response) => sendJson(response, { items: [someFinding()] }));
  api.on("GET /v1/sweeps", (_request, response) => sendJson(response, { items: [someSweep()] }));
});

const run = async (...words: readonly string[]) => await runCli(["drift", ...words], { url: api.url });
const body = (route: string) => JSON.parse(api.seen(route)[0]?.body ?? "null") as unknown;

test("drift check waits for the sweeps, and lists what differs then", async () => {
  const id = "sw-1";
  let looks = 0;
  api.on("POST /v1/sweeps", (_request, response) =>
    sendJson(response, { isReplay: false, results: [{ kind: "Sweep", project: "", name: id, result: "queued" }] }, 202),
  );
  const { endedAt: _endedAt, ...running } = someSweep({ id, state: "running" });
  api.on(`GET /v1/sweeps/${id}`, (_request, response) => {
    looks += 1;
    if (looks === 1) return sendProblem(response, { status: 404, code: "NOT_FOUND", detail: "there is no sweep" });
    sendJson(response, looks === 2 ? running : someSweep({ id, brake: "too much drifts" }));
  });
  const { code, stdout, stderr } = await run("check", "-p", "shop", "-l", "team=shop");
  expect(code).toBe(0);
  expect(body("POST /v1/sweeps")).toEqual({ project: "shop", selector: "team=shop" });
  expect(stderr).toMatch(/sw-1 {2}waits to begin\n.*sw-1 {2}running: looked at 12, 1 differs\n/);
  expect(stderr).toContain(
    "sw-1 of local succeeded: looked at 12 components, 1 differs; nothing is put back: too much drifts, in 2.0 s",
  );
  expect(stdout).toContain(ID);
});

test("drift check ends with 1 where not everything could be looked at, and with 124 where the time is over", async () => {
  const queue = (id: string) =>
    api.on("POST /v1/sweeps", (_request, response) =>
      sendJson(
        response,
        { isReplay: false, results: [{ kind: "Sweep", project: "", name: id, result: "queued" }] },
        202,
      ),
    );
  queue("sw-2");
  const partial = someSweep({ id: "sw-2", state: "partial", reason: "2 components did not answer" });
  api.on("GET /v1/sweeps/sw-2", (_request, response) => sendJson(response, partial));
  const missed = await run("check", "-e", "shop-prod");
  expect(missed).toMatchObject({ code: 1, stderr: expect.stringContaining("2 components did not answer") as string });
  expect(body("POST /v1/sweeps")).toEqual({ project: "shop", environment: "shop-prod" });
  queue("sw-3");
  expect((await run("check", "--timeout", "0")).code).toBe(124);
  expect(await run("check", "--no-wait")).toMatchObject({ code: 0, stdout: expect.stringContaining("sw-3") as string });
});

test("drift check ends with 1 where the environment that was named is at work: nothing is known of it", async () => {
  api.on("POST /v1/sweeps", (_request, response) =>
    sendJson(
      response,
      { isReplay: false, results: [{ kind: "Sweep", project: "", name: "sw-4", result: "queued" }] },
      202,
    ),
  );
  const counts = { ...someSweep().counts, looked: 1, drifted: 0, busy: 2 };
  api.on("GET /v1/sweeps/sw-4", (_request, response) => sendJson(response, someSweep({ id: "sw-4", counts })));
  const work = { runningOperationId: "op-9" };
  api.on("GET /v1/environments/shop/shop-prod", (_request, response) =>
    sendJson(response, environmentView("shop-prod", work)),
  );
  const began = someSweep().startedAt;
  const requested = (requestedAt: number) =>
    api.on("GET /v1/operations/op-9", (_request, response) => sendJson(response, { id: "op-9", requestedAt }));
  requested(began - 1);
  const { code, stderr } = await run("check", "-e", "shop-prod");
  expect(code).toBe(1);
  expect(stderr).toContain("looked at 1 component, 0 differ; 2 left out: asleep, at work or not ready");
  expect(stderr).toContain("shop-prod was left out: operation op-9 runs in it");
  expect((await run("check", "-p", "shop")).code).toBe(0);
  // One that the sweep itself has brought about.
  requested(began + 1);
  expect((await run("check", "-e", "shop-prod")).code).toBe(0);
  for (const [change, why] of [
    [{ isSuspended: true }, "it is suspended"],
    [{ phase: "Asleep" }, "it is asleep"],
  ] as const) {
    api.on("GET /v1/environments/shop/shop-prod", (_request, response) =>
      sendJson(response, environmentView("shop-prod", change)),
    );
    const rests = await run("check", "-e", "shop-prod");
    expect([rests.code, rests.stderr]).toEqual([1, expect.stringContaining(`shop-prod was left out: ${why}`)]);
  }
  expect((await run("check", "-e", "shop-prod", "-l", "a=b")).code).toBe(2);
  expect((await run("check", "--help")).stdout).toContain("Ends with 0 when it could look");
});

test("drift check says where there is nothing to look at", async () => {
  api.on("POST /v1/sweeps", (_request, response) => sendJson(response, { isReplay: false, results: [] }, 202));
  expect(await run("check")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("nothing to look at") as string,
  });
});
