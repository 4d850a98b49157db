import { beforeEach, expect, test, vi } from "vitest";
import { simulatedDriver } from "./components/simulated/driver.ts";
import type { NewWake, WatchedComponent } from "../adapters/cell-records/port.ts";
import type { Driver, Liveness } from "./components/driver.ts";
import { watchCell } from "./watch-cell.ts";

const clock = vi.hoisted(() => ({ nowMs: 1_000_000 }));

// Time passes only while the watcher sleeps, and then at once.
vi.mock("node:timers/promises", () => ({
  setTimeout: async (ms: number, _value: unknown, { signal }: { readonly signal: AbortSignal }) => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    clock.nowMs += ms;
  },
}));

const START = 1_000_000;
beforeEach(() => void (clock.nowMs = START));

interface Setting {
  /** Answers of a check, or an error that it throws. */
  readonly check: (component: string, atMs: number) => Liveness | Error;
  /** What is listed at a time; `api` in its first life by default. */
  readonly listed?: (atMs: number) => readonly { readonly name: string; readonly incarnation: number }[];
  readonly forMs: number;
  readonly wakeFails?: (atMs: number) => boolean;
}

/** Watches for a while of virtual time and answers what was said, with the milliseconds since the start. */
async function watch({ check, listed = () => [{ name: "api", incarnation: 1 }], forMs, wakeFails }: Setting) {
  const said: (NewWake & { readonly atMs: number })[] = [];
  const errors: string[] = [];
  const stopping = new AbortController();
  const atMs = () => clock.nowMs - START;
  const driver: Driver = {
    ...simulatedDriver({ cloudUrl: new URL("http://127.0.0.1:9"), fetch }),
    kind: "checked",
    async check({ id }) {
      if (atMs() >= forMs) stopping.abort();
      const seen = check(id.componentUid, atMs());
      if (seen instanceof Error) throw seen;
      return seen;
    },
  };
  await watchCell({
    cell: "local",
    drivers: new Map([["checked", driver]]),
    signal: stopping.signal,
    mask: async (_component, text) => text.replaceAll("hunter2", "***"),
    now: () => clock.nowMs,
    onError: (error) => void errors.push(error instanceof Error ? error.message : String(error)),
    records: {
      watched: async (_cell, kinds) =>
        listed(atMs())
          .map(({ name, incarnation }): WatchedComponent => {
            const place = { environmentUid: "e", project: "shop", environment: "shop-dev" };
            const kind = name === "cloud" ? "unchecked" : "checked";
            return { ...place, componentUid: name, name, kind, incarnation };
          })
          .filter(({ kind }) => kinds.includes(kind)),
      async wake(wakes) {
        if (wakeFails?.(atMs()) === true) throw new Error("the database is away");
        said.push(...wakes.map((wake) => ({ ...wake, atMs: atMs() })));
      },
    },
  });
  return { said, errors };
}

const alive: Liveness = { state: "alive" };
const dead: Liveness = { state: "dead", reason: "exited", detail: "exit code 1" };

test("what is alive is not spoken of", async () => {
  expect(await watch({ check: () => alive, forMs: 10_000 })).toEqual({ said: [], errors: [] });
});

test("a death is said within half a second, and again every 5 s while nothing changes", async () => {
  const { said } = await watch({ check: (_, atMs) => (atMs < 1_200 ? alive : dead), forMs: 16_000 });
  expect(said.map(({ atMs }) => atMs)).toEqual([1_500, 6_500, 11_500]);
  expect(said[0]).toMatchObject({ componentUid: "api", incarnation: 1, reason: "exited", detail: "exit code 1" });
});

test("a death is said no more once the component has another incarnation or is not to be alive", async () => {
  const { said } = await watch({
    check: (component, atMs) => (component === "web" && atMs >= 4_000 ? alive : dead),
    listed: (atMs) =>
      atMs < 4_000
        ? [
            { name: "api", incarnation: 1 },
            { name: "web", incarnation: 1 },
          ]
        : [{ name: "web", incarnation: 2 }],
    forMs: 16_000,
  });
  expect(said.map(({ componentUid, incarnation, atMs }) => `${componentUid} ${incarnation} ${atMs}`)).toEqual([
    "api 1 0",
    "web 1 0",
  ]);
});

test("the next incarnation's death is said at once", async () => {
  const { said } = await watch({
    check: () => dead,
    listed: (atMs) => [{ name: "api", incarnation: atMs < 2_000 ? 1 : 2 }],
    forMs: 4_000,
  });
  expect(said.map(({ incarnation, atMs }) => [incarnation, atMs])).toEqual([
    [1, 0],
    [2, 2_000],
  ]);
});

test("a check that throws is told of and keeps no other component from being watched", async () => {
  const { said, errors } = await watch({
    check: (component) => (component === "api" ? new Error("no space") : dead),
    listed: () => [
      { name: "api", incarnation: 1 },
      { name: "web", incarnation: 1 },
    ],
    forMs: 1_000,
  });
  expect(said.map(({ componentUid }) => componentUid)).toEqual(["web"]);
  expect(new Set(errors)).toEqual(new Set(["no space"]));
});

test("a death that could not be recorded is said in the next round", async () => {
  const { said, errors } = await watch({ check: () => dead, forMs: 3_000, wakeFails: (atMs) => atMs < 900 });
  expect(said.map(({ atMs }) => atMs)).toEqual([1_000]);
  expect(errors).toEqual(["the database is away", "the database is away"]);
});

test("a kind that offers no check is left alone", async () => {
  const stop = { name: "api", incarnation: 1 };
  const { said, errors } = await watch({
    check: () => alive,
    listed: () => [{ name: "cloud", incarnation: 1 }, stop],
    forMs: 1_000,
  });
  expect([said, errors]).toEqual([[], []]);
});

test("what is said of a death holds no secret", async () => {
  const { said } = await watch({ check: () => ({ ...dead, detail: "last line: hunter2" }), forMs: 100 });
  expect(said[0]?.detail).toBe("last line: ***");
});

test("watching ends when it is told to stop, without another word", async () => {
  const { said, errors } = await watch({ check: () => dead, forMs: 0 });
  expect([said.length, errors]).toEqual([1, []]);
});
