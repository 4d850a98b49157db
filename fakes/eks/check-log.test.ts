import { expect, test } from "vitest";
import { checkLog } from "./check-log.ts";
import type { Resource } from "./resource.ts";
import type { Write } from "./store.ts";
import type { Line } from "./truth-log.ts";

const PLACE = { account: "111122223333", region: "eu-west-1" };
const CLUSTER = "111122223333/eu-west-1/cluster/shop";
const ADDON = "111122223333/eu-west-1/addon/shop/coredns";

function lines(...told: Partial<Line>[]): Line[] {
  return told.map((line, index) => ({
    kind: "effect",
    seq: index + 1,
    simTime: index,
    realTime: 0,
    writes: [],
    ...line,
  }));
}

// The checks look at keys alone.
const put = (key: string): Write => ({ to: "resource", key, value: {} as Resource, at: 0, visibleAt: 0 });
const gone = (key: string): Write => ({ to: "resource", key, value: null, at: 0, visibleAt: 0 });
const update = { ...PLACE, operation: "UpdateClusterConfig", outcome: "new", resource: CLUSTER, incarnation: "shop#1" };

test("one update after another is right, two at once are not", () => {
  const end: Partial<Line> = { ...update, kind: "transition", operation: "cluster update fail" };
  expect(checkLog(lines(update, end, update))).toEqual([]);
  expect(checkLog(lines(update, update))).toEqual([`line 2: ${CLUSTER} is updated while the update of line 1 runs`]);
});

test("what is in a cluster goes with it", () => {
  const made = { writes: [put(CLUSTER), put(ADDON)] };
  expect(checkLog(lines(made, { writes: [gone(ADDON), gone(CLUSTER)] }))).toEqual([]);
  expect(checkLog(lines(made, { writes: [gone(CLUSTER)] }))).toEqual([
    `line 2: ${ADDON} outlive 111122223333/eu-west-1/shop`,
  ]);
  expect(checkLog(lines({ writes: [put(ADDON)] }))[0]).toContain("has no cluster");
});

test("a token has one effect in a day for an operation of an account and region", () => {
  const start: Partial<Line> = { kind: "start", detail: { settings: { tokenTtlSeconds: 1 } } };
  const create = { ...PLACE, operation: "CreateCluster", outcome: "new", token: "t" };
  expect(checkLog(lines(start, create, { ...create, outcome: "replay" }, { ...create, region: "us-east-1" }))).toEqual(
    [],
  );
  expect(checkLog(lines(start, create, { ...create, simTime: 5000 }))).toEqual([]);
  expect(checkLog(lines(start, create, create))).toEqual([
    "line 3: CreateCluster has an effect under the token of line 2",
  ]);
});

test("transitions come in the order of simulated time", () => {
  const transition = (simTime: number): Partial<Line> => ({ kind: "transition", simTime });
  expect(checkLog(lines(transition(1), transition(1), transition(2)))).toEqual([]);
  expect(checkLog(lines(transition(2), transition(1)))).toEqual(["line 2: time goes back"]);
});
