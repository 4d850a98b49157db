import { expect, it, vi } from "vitest";
import type { Authorization } from "../../adapters/authorization/port.ts";
import type { Logs } from "../../adapters/logs/port.ts";
import type { ComponentView } from "../../adapters/store/views-port.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import { someEnvironment } from "../../test/api/fake-store.ts";

const component: ComponentView = {
  uid: "c1",
  name: "web",
  kind: "service",
  phase: "Ready",
  incarnation: 1,
  needs: [],
  outputs: {},
  progress: "",
  onDelete: "delete",
};
const store = { getEnvironment: async () => someEnvironment(), listComponents: async () => [component] };
const PATH = "/v1/environments/shop/shop-dev/components/web/logs";

/** Logs whose followed lines are given by the test. */
function someLogs(tail: readonly string[], followed: ReadableStream<string>) {
  const asked: unknown[] = [];
  const logs: Logs = {
    tail: async (uid, lines) => {
      asked.push([uid, lines]);
      return tail.slice(-lines);
    },
    async *follow(_, signal) {
      const reader = followed.getReader();
      signal.addEventListener("abort", () => void reader.cancel());
      for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
      asked.push("followed to the end");
    },
  };
  return { logs, asked };
}

it.each([
  ["", 100, "one\ntwo\n"],
  ["?tail=1", 1, "two\n"],
  ["?tail=10000", 10_000, "one\ntwo\n"],
])("reads the last lines %s", async (query, lines, text) => {
  const { logs, asked } = someLogs(["one", "two"], new ReadableStream());
  const answer = await apiUnderTest({ store, deps: { logsOf: () => logs } }).send(PATH + query);
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
  expect(await answer.text()).toBe(text);
  expect(asked).toEqual([["c1", lines]]);
});

it("follows a component after its last lines, until the reader goes", async () => {
  let write: ((line: string) => void) | undefined;
  const { logs, asked } = someLogs(
    ["one"],
    new ReadableStream({ start: (controller) => void (write = (line) => controller.enqueue(line)) }),
  );
  const { send, streams } = apiUnderTest({ store, deps: { logsOf: () => logs } });
  const answer = await send(`${PATH}?follow=true`);
  const reader = (answer.body ?? new ReadableStream()).getReader();
  const next = async () => new TextDecoder().decode((await reader.read()).value);
  expect(await next()).toBe("one\n");
  write?.("two");
  expect(await next()).toBe("two\n");
  write?.("three");
  expect(await next()).toBe("three\n");
  expect(streams.count()).toBe(1);
  await reader.cancel();
  expect(streams.count()).toBe(0);
  expect(asked).toContain("followed to the end");
});

it("ends for a reader who may not see the class that the environment has got meanwhile", async () => {
  let write: ((line: string) => void) | undefined;
  const { logs } = someLogs(
    [],
    new ReadableStream({ start: (controller) => void (write = (line) => controller.enqueue(line)) }),
  );
  let place = { project: "shop", environment: "shop-dev", class: "dev" as "dev" | "prod", isGone: false };
  const authorization: Authorization = {
    decide: (_, __, on) => ({ isAllowed: on.kind !== "environment" || on.class === "dev", policies: [] }),
  };
  const { send, streams } = apiUnderTest({
    store: { ...store, placeOfEnvironment: async () => place },
    deps: { logsOf: () => logs, authorization },
  });
  const clock = vi.spyOn(Date, "now");
  try {
    const answer = await send(`${PATH}?follow=true`);
    const reader = (answer.body ?? new ReadableStream()).getReader();
    write?.("of dev");
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("of dev\n");
    place = { ...place, class: "prod" };
    const askedAgainAt = Date.now() + 3_000;
    clock.mockImplementation(() => askedAgainAt);
    write?.("of prod");
    expect((await reader.read()).done).toBe(true);
    expect(streams.count()).toBe(0);
  } finally {
    clock.mockRestore();
  }
});

it.each([
  ["?tail=10001", 400, "at most 10000"],
  ["?tail=-1", 400, "query/tail"],
  ["?follow=yes", 400, "query/follow"],
])("refuses %s", async (query, status, why) => {
  const answer = await apiUnderTest({ store }).send(PATH + query);
  expect(answer.status).toBe(status);
  expect(await answer.text()).toContain(why);
});

it("names the components there are where there is no such one", async () => {
  const answer = await apiUnderTest({ store }).send(PATH.replace("/web/", "/wbe/"));
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({
    code: "NOT_FOUND",
    detail: 'the environment has no component "wbe"; it has web',
  });
});
