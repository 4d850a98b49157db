import { expect, test } from "vitest";
import { type Asking, decideNext } from "./decide-next.ts";
import type { EnvironmentWork } from "./schema/environment-work.ts";
import type { SleepWork } from "./schema/rest-work.ts";
import { idle } from "../test/setup/idle-environment.ts";

const NOW = 1_000_000_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const wake = {
  componentUid: "c1",
  component: "api",
  incarnation: 3,
  reason: "exited",
  detail: "pid 7 is gone",
  receivedAt: NOW - 1,
  needs: [],
};
const revert = { findingId: "fi-a", componentUid: "c2", component: "web", incarnation: 1, diffDigest: "d" };
const deploy = { operationId: "o1", kind: "deploy" as const, generation: 2, isOfPromotion: false };
const deletion = { ...deploy, operationId: "d1", kind: "delete" as const };
const freeze = { reason: "year end", until: NOW + 10 };
const decide = (work: Partial<EnvironmentWork>, asking: Partial<Asking> = {}) =>
  decideNext({ ...idle, ...work }, { nowMs: NOW, ...asking });
const awake: SleepWork = { isAsleep: false };
const asleep: SleepWork = { isAsleep: true };
const night = { isOn: true, changesAt: NOW + HOUR };
const day = { isOn: false, changesAt: NOW + HOUR };

test.each<{ name: string; work: Partial<EnvironmentWork>; asking?: Partial<Asking>; want: object }>([
  {
    name: "falls asleep when its calendar says so",
    work: { sleep: awake },
    asking: { sleep: night },
    want: { do: "sleep" },
  },
  {
    name: "falls asleep before what died is repaired",
    work: { sleep: awake, wakes: [wake] },
    asking: { sleep: night },
    want: { do: "sleep" },
  },
  {
    name: "falls asleep in a freeze, too",
    work: { sleep: awake, reverts: [revert] },
    asking: { sleep: night, freeze },
    want: { do: "sleep" },
  },
  { name: "wakes when its calendar says so", work: { sleep: asleep }, asking: { sleep: day }, want: { do: "wake" } },
  { name: "wakes when its calendar is gone", work: { sleep: asleep }, want: { do: "wake" } },
  {
    name: "wakes when a person wants it awake",
    work: { sleep: { ...asleep, awakeUntil: NOW + 1 } },
    asking: { sleep: night },
    want: { do: "wake" },
  },
  {
    name: "is not repaired while it sleeps",
    work: { sleep: asleep, wakes: [wake] },
    asking: { sleep: night },
    want: { do: "wait", lookAgainAt: NOW + HOUR },
  },
  {
    name: "is not put back while it sleeps",
    work: { sleep: asleep, reverts: [revert] },
    asking: { sleep: night },
    want: { do: "wait", lookAgainAt: NOW + HOUR },
  },
  {
    name: "falls asleep on time while what drifted waits for the end of a freeze",
    work: { sleep: awake, reverts: [revert] },
    asking: { sleep: day, freeze: { reason: "year end", until: NOW + DAY } },
    want: { do: "wait", lookAgainAt: NOW + HOUR, reason: "waits for the end of year end" },
  },
  {
    name: "is changed while it sleeps",
    work: { sleep: asleep, accepted: [deploy] },
    asking: { sleep: night },
    want: { do: "start", operationId: "o1" },
  },
  {
    name: "stays awake as long as a person says",
    work: { sleep: { ...awake, awakeUntil: NOW + 5 } },
    asking: { sleep: night },
    want: { do: "wait", lookAgainAt: NOW + 5 },
  },
  {
    name: "is repaired while it is awake, and looks when that changes",
    work: { sleep: awake, wakes: [wake] },
    asking: { sleep: day },
    want: { do: "repair" },
  },
  {
    name: "waits for the end of the day",
    work: { sleep: awake },
    asking: { sleep: day },
    want: { do: "wait", lookAgainAt: NOW + HOUR },
  },
  {
    name: "wakes what still sleeps of it after a sleep or a wake that failed",
    work: { sleep: { ...awake, isHalfAsleep: true, failedAt: NOW - HOUR } },
    asking: { sleep: day },
    want: { do: "wake" },
  },
  {
    name: "wakes what still sleeps of it when its calendar is gone",
    work: { sleep: { ...awake, isHalfAsleep: true } },
    want: { do: "wake" },
  },
  {
    name: "is repaired while it waits to be woken as a whole",
    work: { sleep: { ...awake, isHalfAsleep: true, failedAt: NOW - 60_000 }, wakes: [wake] },
    asking: { sleep: day },
    want: { do: "repair" },
  },
  {
    name: "waits longer each time that a wake fails, an hour at the most",
    work: { sleep: { ...awake, isHalfAsleep: true, failedAt: NOW - 60_000, failures: 40 } },
    asking: { sleep: { isOn: false } },
    want: { do: "wait", lookAgainAt: NOW + HOUR - 60_000 },
  },
  {
    name: "tries again five minutes after a sleep that failed",
    work: { sleep: { ...awake, failedAt: NOW - 60_000 } },
    asking: { sleep: night },
    want: { do: "wait", lookAgainAt: NOW + 240_000 },
  },
  {
    name: "does not fall asleep before it stood",
    work: { sleep: awake, phase: "Pending" },
    asking: { sleep: night },
    want: { do: "wait" },
  },
  {
    name: "does not fall asleep while it is held",
    work: { sleep: awake, hold: { reason: "r", choices: [], since: 0 } },
    asking: { sleep: night },
    want: { do: "wait" },
  },
  {
    name: "does not fall asleep while it is suspended",
    work: { sleep: awake, isSuspended: true },
    asking: { sleep: night },
    want: { do: "wait" },
  },
])("an environment $name", ({ work, asking = {}, want }) => {
  expect(decide(work, asking)).toMatchObject(want);
});

const expiry = (at: number, told: { isTold?: boolean; isAsked?: boolean } = {}) => ({
  expiry: { at, isTold: false, isAsked: false, ...told },
});

test.each<{ name: string; work: Partial<EnvironmentWork>; asking?: Partial<Asking>; want: object }>([
  {
    name: "waits for the day before its end",
    work: expiry(NOW + DAY + HOUR),
    want: { do: "wait", lookAgainAt: NOW + HOUR },
  },
  { name: "is announced a day before", work: expiry(NOW + DAY), want: { do: "announce-expiry", expiresAt: NOW + DAY } },
  {
    name: "is announced once",
    work: expiry(NOW + HOUR, { isTold: true }),
    want: { do: "wait", lookAgainAt: NOW + HOUR },
  },
  { name: "ends", work: expiry(NOW), want: { do: "expire", expiresAt: NOW } },
  { name: "ends while it is suspended", work: { ...expiry(NOW), isSuspended: true }, want: { do: "expire" } },
  {
    name: "ends while it is held",
    work: { ...expiry(NOW), hold: { reason: "r", choices: [], since: 0 } },
    want: { do: "expire" },
  },
  {
    name: "ends while it sleeps",
    work: { ...expiry(NOW), sleep: asleep },
    asking: { sleep: night },
    want: { do: "expire" },
  },
  {
    name: "is asked about once: what people say to it stays",
    work: expiry(NOW - 1, { isAsked: true }),
    want: { do: "wait", lookAgainAt: NOW + DAY },
  },
  {
    name: "is deleted by its operation",
    work: { ...expiry(NOW - 1), accepted: [deletion] },
    want: { do: "start", operationId: "d1" },
  },
  {
    name: "is not deleted in a freeze",
    work: expiry(NOW - 1),
    asking: { freeze },
    want: { do: "wait", lookAgainAt: NOW + 10 },
  },
  {
    name: "waits for the end of a freeze once it is to be deleted",
    work: { ...expiry(NOW - 1), accepted: [deletion] },
    asking: { freeze },
    want: { do: "wait", lookAgainAt: NOW + 10 },
  },
])("an environment whose time ends $name", ({ work, asking = {}, want }) => {
  expect(decide(work, asking)).toMatchObject(want);
});

test("what runs goes on, whatever the time", () => {
  const running = { operationId: "o1", startedAt: 0, kind: "deploy" as const };
  const next = decide({ ...expiry(NOW - 1), sleep: awake, running }, { sleep: night, attachedTo: "o1" });
  expect(next).toMatchObject({ do: "wait" });
});
