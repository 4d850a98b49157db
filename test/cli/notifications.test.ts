import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { DeliveryDetail, DeliveryView } from "../../adapters/store/notifications-port.ts";
import type { ListedSubscription } from "../../api/subscriptions/list.ts";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";
import { projectView, THEN } from "./views.ts";

const ID = "hf-0123456789abcdef";

const subscription = (name: string, more: Partial<ListedSubscription> = {}): ListedSubscription => ({
  uid: name,
  document: {
    apiVersion: "holdfast.dev/v1",
    kind: "Subscription",
    metadata: { project: "shop", name, labels: {} },
    spec: { events: ["promotion.*"], webhook: { url: "https://hooks.example/a", secret: "signing" } },
  },
  digest: "sha256:1",
  createdAt: THEN,
  pending: 0,
  dead: 0,
  ...more,
});

const delivery = (more: Partial<DeliveryView> = {}): DeliveryView => ({
  id: ID,
  project: "shop",
  subscription: "alerts",
  event: { seq: 7, type: "promotion.held", message: "it is held" },
  state: "dead",
  attempts: 10,
  lastFault: "answered 500",
  createdAt: THEN,
  settledAt: THEN,
  ...more,
});

const detail = (fault: string): DeliveryDetail => ({
  ...delivery(),
  attemptList: [
    {
      number: 1,
      at: THEN,
      tookMs: 35,
      outcome: fault === "" ? "delivered" : "failed",
      status: fault === "" ? 204 : 500,
      fault,
      answer: fault === "" ? "" : "no\nway",
    },
  ],
});

let api: FakeApi;
let fault: string;
let items: readonly DeliveryView[];
let queued: number;

beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { projects: [projectView("shop")] });
  api.on("GET /v1/subscriptions", (_request, response) =>
    sendJson(response, {
      items: [
        subscription("alerts", { lastDeliveredAt: THEN, dead: 2, failingSince: THEN }),
        subscription("gone", { disabled: { at: THEN, reason: "its receiver wants nothing any more" } }),
        subscription("mails", { undeliverable: "no mail server is configured" }),
        subscription("good", {}),
      ],
    }),
  );
  api.on("GET /v1/deliveries", (_request, response) => sendJson(response, { items }));
  api.on(`GET /v1/deliveries/${ID}`, (_request, response) => sendJson(response, detail(fault)));
  const accepted = (kind: string, name: string, result: string) => ({
    isReplay: false,
    results: [{ kind, project: "shop", name, result }],
  });
  api.on(`POST /v1/deliveries/${ID}/redeliver`, (_request, response) =>
    sendJson(response, accepted("Delivery", ID, "queued")),
  );
  api.on("POST /v1/subscriptions/shop/alerts/test", (_request, response) =>
    sendJson(response, accepted("Delivery", ID, "queued")),
  );
  api.on("POST /v1/subscriptions/shop/gone/test", (_request, response) =>
    sendProblem(response, { status: 409, code: "SUBSCRIPTION_DISABLED", detail: 'subscription "gone" is disabled' }),
  );
  api.on("POST /v1/subscriptions/shop/alerts/redeliver", (_request, response) =>
    sendJson(response, queued === 0 ? { isReplay: false, results: [] } : accepted("Delivery", ID, "queued")),
  );
  api.on("POST /v1/subscriptions/shop/gone/enable", (_request, response) =>
    sendJson(response, accepted("Subscription", "gone", "enabled")),
  );
  api.on("DELETE /v1/subscriptions/shop/good", (_request, response) =>
    sendJson(response, accepted("Subscription", "good", "deleted")),
  );
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => {
  api.requests.length = 0;
  [fault, items, queued] = ["", [delivery()], 1];
});

const run = async (...args: readonly string[]) => await runCli([...args], { url: api.url });
const body = (route: string) => JSON.parse(api.seen(route)[0]?.body ?? "null") as unknown;

test("get subscriptions says how each is doing", async () => {
  const { code, stdout } = await run("get", "subscriptions");
  expect(code).toBe(0);
  expect(stdout).toMatch(/shop +alerts +failing +0 +2 /);
  expect(stdout).toMatch(/shop +gone +disabled .*its receiver wants nothing/);
  expect(stdout).toMatch(/shop +mails +undeliverable .*no mail server/);
  expect(stdout).toMatch(/shop +good +ok +0 +0 +never/);
});

test("notifications list asks for what it is told, and shows faults", async () => {
  const { stdout } = await run("notifications", "list", "--state", "dead", "--subscription", "alerts", "-p", "shop");
  expect(stdout).toMatch(new RegExp(`${ID} +alerts +promotion\\.held +dead +10 .*answered 500`));
  const query = api.seen("GET /v1/deliveries")[0]?.query;
  expect([query?.get("state"), query?.get("subscription"), query?.get("project")]).toEqual(["dead", "alerts", "shop"]);
});

test("notifications list says where there is nothing, and refuses a state that is none", async () => {
  items = [];
  expect(await run("notifications", "list", "--state", "dead")).toMatchObject({ code: 0, stderr: "no deliveries\n" });
  expect(await run("notifications", "list", "--state", "died")).toMatchObject({ code: 2 });
  expect(JSON.parse((await run("notifications", "list", "-o", "json")).stdout)).toEqual({ items: [] });
});

test("notifications get shows each attempt and what was answered", async () => {
  fault = "answered 500";
  const { stdout } = await run("notifications", "get", ID);
  expect(stdout).toMatch(/Subscription +shop\/alerts/);
  expect(stdout).toContain('answered 500  "no way"');
  expect(stdout).toContain(`holdfast notifications redeliver ${ID}`);
  expect(JSON.parse((await run("notifications", "get", ID, "-o", "json")).stdout)).toMatchObject({ id: ID });
});

test("notifications test says that it arrived, or why not", async () => {
  const arrived = await run("notifications", "test", "alerts");
  expect(arrived).toMatchObject({ code: 0 });
  expect(arrived.stdout).toMatch(/shop\/alerts {2}delivered in .*, it answered 204 {2}hf-/);
  fault = "answered 500";
  const failed = await run("notifications", "test", "alerts", "-p", "shop");
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain("was not told: answered 500");
  const disabled = await run("notifications", "test", "gone");
  expect(disabled.code).toBe(1);
  expect(disabled.stderr).toContain("is disabled");
});

test("notifications redeliver says when there may be more than are queued at once", async () => {
  const results = Array.from({ length: 10_000 }, (_, each) => ({
    kind: "Delivery",
    project: "shop",
    name: `d${each}`,
    result: "queued",
  }));
  api.on("POST /v1/subscriptions/shop/many/redeliver", (_request, response) =>
    sendJson(response, { results, isReplay: false }),
  );
  const { stdout, stderr } = await run("notifications", "redeliver", "--subscription", "many", "-p", "shop");
  expect(stdout).toContain("10000 deliveries are queued again");
  expect(stderr).toContain("no more than 10000 are queued at once");
});

test("notifications redeliver takes one, or all dead ones of a subscription", async () => {
  expect((await run("notifications", "redeliver", ID)).stdout).toContain(`delivery  shop/${ID}  queued`);
  await run("notifications", "redeliver", "--subscription", "alerts");
  expect(body("POST /v1/subscriptions/shop/alerts/redeliver")).toEqual({ withDelivered: false });
  api.requests.length = 0;
  queued = 0;
  const before = Date.now();
  const none = await run("notifications", "redeliver", "--subscription", "alerts", "--since", "2h", "--delivered");
  expect(none).toMatchObject({ code: 0, stderr: "nothing to tell again\n" });
  const { since, withDelivered } = body("POST /v1/subscriptions/shop/alerts/redeliver") as Record<string, number>;
  expect(withDelivered).toBe(true);
  expect(Math.abs(before - 7_200_000 - (since ?? 0))).toBeLessThan(60_000);
});

test.each([
  ["nothing", []],
  ["both", [ID, "--subscription", "alerts"]],
  ["one, narrowed in time", [ID, "--since", "2h"]],
])("notifications redeliver refuses %s", async (_, args) => {
  expect((await run("notifications", "redeliver", ...args)).code).toBe(2);
});

test("notifications enable and delete subscription find the project by themselves", async () => {
  expect((await run("notifications", "enable", "gone")).stdout).toContain("enabled");
  expect((await run("delete", "subscription", "good", "--yes")).stdout).toContain("deleted");
  expect((await run("notifications", "enable", "nowhere")).code).toBe(3);
});
