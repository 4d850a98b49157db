import { expect, it } from "vitest";
import type { RedeliverRange, SubscriptionName, SubscriptionView } from "../../adapters/store/notifications-port.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";

const VIEW: SubscriptionView = {
  uid: "u1",
  document: {
    apiVersion: "holdfast.dev/v1",
    kind: "Subscription",
    metadata: { project: "shop", name: "mails", labels: {} },
    spec: { events: ["*"], email: { to: ["ada@shop.example"] } },
  },
  digest: "sha256:1",
  createdAt: 1,
  pending: 2,
  dead: 1,
};

function subscriptionsUnderTest() {
  const asked: unknown[] = [];
  const accepted = async (_: unknown, what: SubscriptionName | RedeliverRange | string) => {
    asked.push(what);
    return { isReplay: false, results: [] };
  };
  const { send } = apiUnderTest({
    store: {
      listSubscriptions: async () => ({ items: [VIEW] }),
      listDeliveries: async (page) => {
        asked.push(page);
        return { items: [] };
      },
      acceptRedeliver: accepted,
      acceptRedeliverAll: accepted,
      acceptTestDelivery: accepted,
      acceptEnable: accepted,
    },
    deps: { ways: { urlProblem: () => "it is not https", missing: () => "no mail server is configured" } },
  });
  const post = async (path: string, body?: unknown) =>
    await send(path, {
      method: "POST",
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  return { asked, send, post };
}

it("lists subscriptions, and says which can not be delivered here", async () => {
  const { send } = subscriptionsUnderTest();
  const answer = await send("/v1/subscriptions?project=shop");
  expect(await answer.json()).toEqual({ items: [{ ...VIEW, undeliverable: "no mail server is configured" }] });
});

it("takes a subscription by mail without a mail server, with a note", async () => {
  const { send } = subscriptionsUnderTest();
  const project = { apiVersion: "holdfast.dev/v1", kind: "Project", metadata: { name: "shop" }, spec: {} };
  const answer = await send("/v1/apply", {
    method: "POST",
    headers: { "content-type": "application/yaml" },
    body: [project, VIEW.document].map((document) => JSON.stringify(document)).join("\n---\n"),
  });
  expect(await answer.json()).toMatchObject({
    notes: ["subscription mails can not be delivered: no mail server is configured"],
  });
});

it.each([
  ["/v1/subscriptions/shop/mails/test", 202, { project: "shop", name: "mails" }],
  ["/v1/subscriptions/shop/mails/enable", 200, { project: "shop", name: "mails" }],
  ["/v1/deliveries/hf-1/redeliver", 202, "hf-1"],
])("POST %s is answered with %i", async (path, status, what) => {
  const { asked, post } = subscriptionsUnderTest();
  expect((await post(path)).status).toBe(status);
  expect(asked).toEqual([what]);
});

it("queues dead ones again, or all since a time", async () => {
  const { asked, post } = subscriptionsUnderTest();
  const path = "/v1/subscriptions/shop/mails/redeliver";
  expect((await post(path, {})).status).toBe(202);
  expect((await post(path, { since: 5, withDelivered: true })).status).toBe(202);
  expect((await post(path, { since: "yesterday" })).status).toBe(400);
  expect(asked).toEqual([
    { project: "shop", name: "mails", withDelivered: false },
    { project: "shop", name: "mails", withDelivered: true, since: 5 },
  ]);
});

it("narrows deliveries, and refuses a state that is none", async () => {
  const { asked, send } = subscriptionsUnderTest();
  await send("/v1/deliveries?subscription=mails&state=dead&event=promotion.held&limit=5");
  expect(asked).toMatchObject([{ limit: 5, subscription: "mails", state: "dead", event: "promotion.held" }]);
  expect((await send("/v1/deliveries?state=lost")).status).toBe(400);
  expect((await send("/v1/deliveries/hf-none")).status).toBe(404);
});
