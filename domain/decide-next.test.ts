import { expect, test } from "vitest";
import { backOffMs, decideNext, LOOK_WHILE_RUNNING_MS } from "./decide-next.ts";
import { idle } from "../test/setup/idle-environment.ts";

const deploy = (operationId: string) => ({
  operationId,
  kind: "deploy" as const,
  generation: 2,
  isOfPromotion: false,
});
const deletion = { operationId: "d1", kind: "delete" as const, generation: 2, isOfPromotion: false };
const wake = {
  componentUid: "c1",
  component: "api",
  incarnation: 3,
  reason: "exited",
  detail: "pid 7 is gone",
  receivedAt: 1_000,
  needs: [],
};
const drift = { findingId: "fi-a", componentUid: "c2", component: "web", incarnation: 1, diffDigest: "d" };
const other = { ...drift, findingId: "fi-b", componentUid: "c3", component: "cache" };
const died = (...at: number[]) => at.map((moment) => ({ componentUid: "c1", at: moment }));
const running = { operationId: "o1", startedAt: 0, kind: "deploy" as const };
const hold = { reason: "api died", choices: ["resume"], since: 0 };

test.each([
  { name: "ends when the environment is gone", work: { phase: "Gone" as const }, want: { do: "end" } },
  { name: "sleeps for a day when nothing is asked", work: {}, want: { do: "wait", lookAgainAt: 1_000 + 86_400_000 } },
  {
    name: "starts the newest wish and supersedes the older ones",
    work: { accepted: [deploy("a"), deploy("b")] },
    want: { do: "start", operationId: "b", supersede: ["a"] },
  },
  {
    name: "starts what was asked for directly before a newer promotion, which stays",
    work: { accepted: [deploy("a"), deploy("b"), { ...deploy("p"), isOfPromotion: true }] },
    want: { do: "start", operationId: "b", supersede: ["a"] },
  },
  {
    name: "starts the newest promotion and supersedes the older ones",
    work: { accepted: ["a", "b"].map((id) => ({ ...deploy(id), isOfPromotion: true })) },
    want: { do: "start", operationId: "b", supersede: ["a"] },
  },
  {
    name: "starts a restore before older wishes",
    work: { accepted: [deploy("a"), { ...deploy("r"), kind: "restore" as const, isOfPromotion: true }] },
    want: { do: "start", operationId: "r", supersede: ["a"] },
  },
  {
    name: "starts a deletion before a newer wish",
    work: { accepted: [deletion, deploy("b")] },
    want: { do: "start", operationId: "d1", supersede: ["b"] },
  },
  {
    name: "keeps wishes queued while suspended",
    work: { isSuspended: true, accepted: [deploy("a")] },
    want: { do: "wait", lookAgainAt: 1_000 + 86_400_000 },
  },
  {
    name: "deletes while suspended",
    work: { isSuspended: true, accepted: [deletion] },
    want: { do: "start", operationId: "d1", supersede: [] },
  },
  {
    name: "repairs nothing while held",
    work: { hold, wakes: [wake], deaths: died(1_000) },
    want: { do: "wait", lookAgainAt: 1_000 + 86_400_000 },
  },
  {
    name: "starts a person's wish while held",
    work: { hold, accepted: [deploy("a")] },
    want: { do: "start", operationId: "a", supersede: [] },
  },
  {
    name: "repairs a first death at once",
    work: { wakes: [wake], deaths: died(1_000) },
    want: { do: "repair", wakes: [wake] },
  },
  {
    name: "waits after a second death",
    work: { wakes: [wake], deaths: died(500, 1_000) },
    want: { do: "wait", lookAgainAt: 2_000 },
  },
  {
    name: "does not count deaths of another component",
    work: { wakes: [wake], deaths: [...died(1_000), { componentUid: "c2", at: 900 }] },
    want: { do: "repair", wakes: [wake] },
  },
  {
    name: "wishes come before repairs",
    work: { accepted: [deploy("a")], wakes: [wake] },
    want: { do: "start", operationId: "a", supersede: [] },
  },
  {
    name: "puts all drift back that is due, in one operation",
    work: { reverts: [drift, other] },
    want: { do: "revert", findings: [drift, other] },
  },
  {
    name: "wishes come before reverts",
    work: { accepted: [deploy("a")], reverts: [drift] },
    want: { do: "start", operationId: "a", supersede: [] },
  },
  {
    name: "repairs come before reverts",
    work: { wakes: [wake], deaths: died(1_000), reverts: [drift] },
    want: { do: "repair", wakes: [wake] },
  },
  {
    name: "puts nothing back while a repair waits",
    work: { wakes: [wake], deaths: died(500, 1_000), reverts: [drift] },
    want: { do: "wait", lookAgainAt: 2_000 },
  },
  {
    name: "puts nothing back while held",
    work: { hold, reverts: [drift] },
    want: { do: "wait", lookAgainAt: 1_000 + 86_400_000 },
  },
  {
    name: "puts nothing back while suspended",
    work: { isSuspended: true, reverts: [drift] },
    want: { do: "wait", lookAgainAt: 1_000 + 86_400_000 },
  },
  {
    name: "puts nothing back that is to be deleted",
    work: { accepted: [deletion], reverts: [drift] },
    want: { do: "start", operationId: "d1", supersede: [] },
  },
  {
    name: "puts nothing back while an operation runs",
    work: { running, reverts: [drift] },
    want: { do: "start", operationId: "o1", supersede: [] },
  },
])("decideNext() $name", ({ work, want }) => {
  expect(decideNext({ ...idle, ...work }, { nowMs: 1_000 })).toEqual(want);
});

const freeze = { reason: 'freeze "holidays": holidays', until: 9_000 };
const frozenWait = { do: "wait", lookAgainAt: 9_000, reason: 'waits for the end of freeze "holidays": holidays' };

test.each([
  {
    name: "keeps what was asked for directly queued, deletions too",
    work: { accepted: [deploy("a"), deletion] },
    want: frozenWait,
  },
  {
    name: "starts the operation of a promotion, and leaves what it keeps waiting as it is",
    work: { accepted: [deploy("a"), { ...deploy("b"), isOfPromotion: true }, deletion] },
    want: { do: "start", operationId: "b", supersede: [] },
  },
  {
    name: "repairs nothing that is to be deleted",
    work: { accepted: [deletion], wakes: [wake], deaths: died(1_000) },
    want: frozenWait,
  },
  {
    name: "goes on with repairs",
    work: { accepted: [deploy("a")], wakes: [wake], deaths: died(1_000) },
    want: { do: "repair", wakes: [wake] },
  },
  { name: "puts nothing back", work: { reverts: [drift] }, want: frozenWait },
  {
    name: "says nothing of drift that a hold keeps waiting",
    work: { hold, reverts: [drift] },
    want: { do: "wait", lookAgainAt: 1_000 + 86_400_000 },
  },
  {
    name: "puts nothing back beside a wish that waits",
    work: { accepted: [deploy("a")], reverts: [drift] },
    want: frozenWait,
  },
  {
    name: "puts nothing back that is to be deleted",
    work: { accepted: [deletion], reverts: [drift] },
    want: frozenWait,
  },
])("decideNext() in a freeze $name", ({ work, want }) => {
  expect(decideNext({ ...idle, ...work }, { nowMs: 1_000, freeze })).toEqual(want);
});

test("decideNext() looks again after a day for drift that a freeze without an end keeps waiting", () => {
  const endless = { reason: freeze.reason };
  expect(decideNext({ ...idle, reverts: [drift] }, { nowMs: 1_000, freeze: endless })).toEqual({
    ...frozenWait,
    lookAgainAt: 1_000 + 86_400_000,
  });
});

test("decideNext() repairs nothing before what it needs, which still has to wait", () => {
  const web = { ...wake, componentUid: "c2", component: "web", needs: ["api"] };
  const cache = { ...wake, componentUid: "c3", component: "cache" };
  const work = { ...idle, wakes: [wake, web, cache], deaths: died(500, 1_000) };
  expect(decideNext(work, { nowMs: 1_000 })).toEqual({ do: "repair", wakes: [cache] });
  expect(decideNext({ ...work, wakes: [wake, web] }, { nowMs: 1_000 })).toEqual({ do: "wait", lookAgainAt: 2_000 });
  expect(decideNext({ ...work, wakes: [wake, web] }, { nowMs: 2_000 })).toEqual({ do: "repair", wakes: [wake, web] });
});

test("decideNext() starts the running operation again for a run that has not attached to it", () => {
  expect(decideNext({ ...idle, running }, { nowMs: 0 })).toEqual({ do: "start", operationId: "o1", supersede: [] });
});

test("decideNext() waits at most five minutes for the operation it is attached to", () => {
  expect(decideNext({ ...idle, running }, { nowMs: 0, attachedTo: "o1" })).toEqual({
    do: "wait",
    lookAgainAt: LOOK_WHILE_RUNNING_MS,
  });
});

test("decideNext() holds after the fifth death that counts, with reason and choices", () => {
  const next = decideNext({ ...idle, wakes: [wake], deaths: died(600, 700, 800, 900, 1_000) }, { nowMs: 1_000 });
  expect(next).toMatchObject({ do: "hold", hold: { reason: '"api" died 5 times, last: pid 7 is gone' } });
});

test("backOffMs() starts at nothing, doubles from one second, and ends at five minutes", () => {
  expect([1, 2, 3, 4, 20].map(backOffMs)).toEqual([0, 1_000, 2_000, 4_000, 300_000]);
});
