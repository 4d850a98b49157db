import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DriftWorld, driftWorld } from "../setup/drift-world.ts";
import { type Deed, type LivedLine, livedTime } from "../setup/lived-time.ts";
import { request } from "../setup/store-world.ts";
import { type SuppliedClock, suppliedClock } from "../setup/supplied-clock.ts";

// Clocks in Berlin go from 03:00 back to 02:00 on 25 October 2026.
const ZONE = "Europe/Berlin";
const BEGIN = Date.parse("2026-10-05T09:00:00+02:00");
const END = Date.parse("2026-11-09T09:00:00+01:00");
const HOUR_MS = 3_600_000;
const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const NIGHTS = {
  timeZone: ZONE,
  times: [
    { days: [...WEEK], from: "20:00", to: "07:00" },
    { days: ["saturday" as const, "sunday" as const], from: "00:00", to: "00:00" },
  ],
};

let world: DriftWorld;
let clock: SuppliedClock;
beforeAll(async () => {
  clock = suppliedClock();
  world = await driftWorld(clock.prepare);
}, 60_000);
afterAll(async () => {
  await clock.close();
  await world.close();
});

const deed = (at: string, what: string, run: Deed["run"]): Deed => ({ at: Date.parse(at), what, run });
const change = (at: string, environment: string, component: string): Deed =>
  deed(at, `somebody changes ${component} of ${environment}`, async (time) => {
    await time.change(environment, component, "large");
  });
const sweep = (at: string): Deed => deed(at, "", async (time) => await time.sweep());
/** Changes a component and looks at once. */
const flap = (at: string, environment: string, component: string): readonly Deed[] => [
  change(at, environment, component),
  sweep(at),
];
const freeze = (name: string, from: string, to: string): Deed =>
  deed("2026-10-05T09:00:00+02:00", "", async ({ world: { store } }) => {
    const spec = { reason: `${name} of the shop`, scope: {}, timeZone: ZONE, from, to };
    const document = {
      apiVersion: "holdfast.dev/v1" as const,
      kind: "FreezeWindow" as const,
      metadata: { project: "shop", name, labels: {} },
      spec,
    };
    await store.acceptApply(request(), { documents: [{ document, digest: name }] });
  });
const apply = (at: string, name: string, rest: object = {}, what = `ada applies ${name}`): Deed =>
  deed(at, what, async ({ world: { applyShop } }) => await applyShop(name, { rest }));

const DEEDS: readonly Deed[] = [
  apply("2026-10-05T09:00:00+02:00", "nights", { sleep: NIGHTS }),
  apply("2026-10-05T09:00:00+02:00", "steady"),
  apply("2026-10-05T09:00:00+02:00", "visit", { ttl: "10d" }),
  freeze("stocktaking", "2026-10-09T12:00:00", "2026-10-12T08:00:00"),
  freeze("audit", "2026-10-19T00:00:00", "2026-10-21T00:00:00"),
  freeze("sale", "2026-10-24T00:00:00", "2026-10-26T06:00:00"),
  // What differs in a freeze is put back at its end.
  change("2026-10-09T14:00:00+02:00", "steady", "web"),
  // Put back three times within an hour, it is held until a person decides. Afterwards it is put back again by itself.
  ...flap("2026-10-13T10:00:00+02:00", "steady", "web"),
  ...flap("2026-10-13T10:15:00+02:00", "steady", "web"),
  ...flap("2026-10-13T10:30:00+02:00", "steady", "web"),
  ...flap("2026-10-13T10:45:00+02:00", "steady", "web"),
  deed("2026-10-13T13:10:00+02:00", "ada asks to put it back", async ({ finding, world: { store } }) => {
    const { id, diffDigest } = await finding("steady", "web");
    await store.answerFinding(request(), { do: "revert", findingId: id, diffDigest, reason: "found the cron job" });
  }),
  ...flap("2026-10-13T13:20:00+02:00", "steady", "web"),
  // Three times in more than an hour are not too many.
  ...flap("2026-10-14T10:00:00+02:00", "steady", "api"),
  ...flap("2026-10-14T10:25:00+02:00", "steady", "api"),
  ...flap("2026-10-14T10:50:00+02:00", "steady", "api"),
  ...flap("2026-10-14T11:00:00+02:00", "steady", "api"),
  // Its end is put off before it is announced, and again after.
  deed("2026-10-14T08:00:00+02:00", "ada extends visit by five days", async ({ world: { store } }) => {
    const until = Date.parse("2026-10-20T09:00:00+02:00");
    await store.acceptExtend(request(), { project: "shop", environment: "visit", until });
  }),
  deed("2026-10-19T18:00:00+02:00", "ada extends visit until the sale is on", async ({ world: { store } }) => {
    const until = Date.parse("2026-10-25T02:30:00+01:00");
    await store.acceptExtend(request(), { project: "shop", environment: "visit", until });
  }),
  // A snooze begins in one freeze, and ends after clocks have changed.
  change("2026-10-19T09:10:00+02:00", "steady", "database"),
  deed("2026-10-19T11:30:00+02:00", "ada snoozes it for seven days", async ({ finding, world: { store } }) => {
    const { id, diffDigest } = await finding("steady", "database");
    const until = Date.parse("2026-10-26T10:00:00+02:00");
    await store.answerFinding(request(), { do: "snooze", findingId: id, diffDigest, reason: "audit", until });
  }),
  deed("2026-10-26T10:00:00+02:00", "", async () => undefined),
  // What waits for the end of a freeze when its environment falls asleep, which it does on time, is looked for again after it wakes.
  change("2026-10-20T14:00:00+02:00", "nights", "api"),
  // Nothing is found of what sleeps.
  change("2026-10-28T22:00:00+01:00", "nights", "web"),
  // A person keeps it awake, and an apply does.
  deed("2026-10-29T22:00:00+01:00", "ada wakes nights", async ({ world: { store } }) => {
    await store.acceptWake(request(), { project: "shop", environment: "nights" });
  }),
  apply("2026-11-05T21:00:00+01:00", "nights", { sleep: NIGHTS }),
];

test("thirty-five days go by as the table says", async () => {
  await clock.set(BEGIN);
  const lines = await livedTime(world, { clock, everyMs: 2 * HOUR_MS }).until(END, DEEDS);
  const table = `${lines.map(lineOf).join("\n")}\n`;
  expect(table).toBe(await readFile(new URL("thirty-five-days.txt", import.meta.url), "utf8"));
}, 120_000);

const WALL = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  weekday: "short",
  day: "2-digit",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

/** As a clock in Berlin shows it. */
function lineOf({ at, environment, what }: LivedLine): string {
  return `${WALL.format(at).padEnd(26)} | ${environment.padEnd(6)} | ${what}`;
}
