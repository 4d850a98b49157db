import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli, startCli } from "./run-cli.ts";
import { environmentView, eventView, THEN } from "./views.ts";

const ALL = Array.from({ length: 1_300 }, (_, index) =>
  eventView(index + 1, index % 2 === 0 ? {} : { environment: "shop-prod", actor: { kind: "token", name: "local" } }),
);

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { environments: [environmentView("shop-dev")] });
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => {
  api.requests.length = 0;
  api.on("GET /v1/events", ({ query }, response) => {
    const [after, limit] = [Number(query.get("after") ?? 0), Number(query.get("limit") ?? 100)];
    const environment = query.get("environment");
    const items = ALL.filter(
      (event) => event.seq > after && (environment === null || event.environment === environment),
    ).slice(0, limit);
    sendJson(response, { items, lastSeq: items.length < limit ? ALL.length : items.at(-1)?.seq });
  });
});

const numbers = (stdout: string) => [...stdout.matchAll(/event number (\d+)/g)].map((match) => Number(match[1]));

test("events prints the last ones, oldest first, with time, place, type and who", async () => {
  const { code, stdout } = await runCli(["events", "--limit", "2"], { url: api.url });
  expect({ code, lines: stdout.split("\n") }).toEqual({
    code: 0,
    lines: [
      "2026-11-21T08:21:39Z  shop/shop-dev/api  component.ready  event number 1299",
      "2026-11-21T08:21:40Z  shop/shop-prod/api  component.ready  event number 1300  (token local)",
      "",
    ],
  });
});

test("events -e looks back until it has as many of that environment as were asked for", async () => {
  const { stdout } = await runCli(["events", "-e", "shop-dev", "--limit", "200"], { url: api.url });
  expect(numbers(stdout)).toEqual(Array.from({ length: 200 }, (_, index) => 901 + index * 2));
});

test("events --since finds the first event of the time without reading all before it", async () => {
  const since = new Date(THEN + 1_298_000).toISOString();
  const { stdout } = await runCli(["events", "--since", since, "-o", "json"], { url: api.url });
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { seq: number; at: string });
  expect(events.map(({ seq }) => seq)).toEqual([1_298, 1_299, 1_300]);
  expect(events[0]?.at).toBe(since);
  expect(api.seen("GET /v1/events").length).toBeLessThan(40);
});

test("events --promotion narrows to one promotion, and reads its id in either form", async () => {
  for (const id of ["p1", "promotion/p1"]) {
    api.requests.length = 0;
    expect((await runCli(["events", "--promotion", id, "--limit", "1"], { url: api.url })).code).toBe(0);
    const narrowed = api.seen("GET /v1/events").filter(({ query }) => query.get("promotion") === "p1");
    expect(narrowed.length).toBeGreaterThan(0);
  }
});

test("events of an empty record prints nothing and succeeds", async () => {
  api.on("GET /v1/events", (_request, response) => sendJson(response, { items: [], lastSeq: 0 }));
  expect(await runCli(["events"], { url: api.url })).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("events -f goes on after the last event seen when the connection breaks, and prints none twice", async () => {
  const resumedAfter: (string | undefined)[] = [];
  api.on("GET /v1/events", (request, response) => {
    const { headers, query } = request;
    if (!String(headers.accept).includes("text/event-stream")) return sendJson(response, { items: [], lastSeq: 0 });
    const after = Number(headers["last-event-id"] ?? query.get("after"));
    resumedAfter.push(headers["last-event-id"]?.toString());
    if (resumedAfter.length === 2)
      return sendProblem(response, { status: 503, code: "STORE_UNREACHABLE", detail: "starting" });
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": connected\nretry: 1000\n\n");
    // One that was seen already, two new ones, and half of a third.
    for (const seq of [after, after + 1, after + 2])
      response.write(`id: ${seq}\nevent: component.ready\ndata: ${JSON.stringify(eventView(seq))}\n\n`);
    response.write(`id: ${after + 3}\ndata: {"seq":`, () => {
      if (resumedAfter.length < 4) response.destroy();
    });
  });
  const cli = startCli(["events", "-f", "--limit", "0"], { url: api.url });
  await expect.poll(() => numbers(cli.output().stdout), { timeout: 20_000 }).toEqual([1, 2, 3, 4, 5, 6]);
  cli.kill("SIGINT");
  const { code, stderr } = await cli.ended;
  expect(code).toBe(130);
  expect(resumedAfter).toEqual(["0", "2", "2", "4"]);
  expect(stderr).toContain("the connection broke; it is made anew after event 2");
});

test("events -f that is refused ends at once", async () => {
  api.on("GET /v1/events", ({ headers }, response) => {
    if (!String(headers.accept).includes("text/event-stream")) return sendJson(response, { items: [], lastSeq: 0 });
    sendProblem(response, {
      status: 429,
      code: "STREAMS_EXHAUSTED",
      detail: "as many answers are kept open as this server keeps",
    });
  });
  const { code, stderr } = await runCli(["events", "-f"], { url: api.url });
  expect(code).toBe(1);
  expect(stderr).toContain("STREAMS_EXHAUSTED");
});
