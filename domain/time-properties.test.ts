import fc from "fast-check";
import { expect, test } from "vitest";
import { rruleTemporalCalendar } from "../adapters/calendar/rrule-temporal-calendar.ts";
import { decideNext } from "./decide-next.ts";
import { decideFinding, REVERTS_TO_HOLD } from "./drift/decide-finding.ts";
import { freezeOf } from "./freeze-of.ts";
import type { FreezeWindowDocument } from "./schema/documents.ts";
import { sleepOf } from "./sleep-of.ts";
import { idle } from "../test/setup/idle-environment.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 30;
// Clocks are changed in Berlin within these thirty days.
const BEGIN = Date.parse("2026-10-05T00:00:00Z");
const calendar = rruleTemporalCalendar();
const NIGHTS = {
  timeZone: "Europe/Berlin",
  times: [{ days: ["monday" as const, "thursday" as const, "saturday" as const], from: "20:00", to: "07:00" }],
};
const revert = { findingId: "fi-a", componentUid: "c", component: "web", incarnation: 1, diffDigest: "d" };

/** An instant of the thirty days, to the minute. */
const instant = fc.integer({ min: 0, max: DAYS * 24 * 60 }).map((minutes) => BEGIN + minutes * MINUTE_MS);
const instants = fc.array(instant, { minLength: 1, maxLength: 20 }).map((all) => all.toSorted((a, b) => a - b));
const freezeWindow = fc
  .record({ fromMs: instant, hours: fc.integer({ min: 1, max: 96 }), isWeekly: fc.boolean() })
  .map(({ fromMs, hours, isWeekly }): FreezeWindowDocument => {
    const wall = (ms: number) => new Date(ms).toISOString().slice(0, 19);
    const once = { from: wall(fromMs), to: wall(fromMs + hours * HOUR_MS) };
    const weekly = { recurrence: { rule: "FREQ=WEEKLY", start: wall(fromMs), duration: `${hours}h`, except: [] } };
    return {
      apiVersion: "holdfast.dev/v1",
      kind: "FreezeWindow",
      metadata: { project: "shop", name: "freeze", labels: {} },
      spec: { reason: "no changes", scope: {}, timeZone: "Europe/Berlin", ...(isWeekly ? weekly : once) },
    };
  });
const freezeAt = (freezeWindows: readonly FreezeWindowDocument[], nowMs: number) =>
  freezeOf(calendar, { freezeWindows }, { environment: { project: "shop", name: "shop-dev", class: "dev" }, nowMs });
const askingAt = (freezeWindows: readonly FreezeWindowDocument[], nowMs: number) => {
  const { reasons, opensAt } = freezeAt(freezeWindows, nowMs);
  const until = opensAt === undefined ? {} : { until: opensAt };
  return {
    nowMs,
    sleep: sleepOf(calendar, NIGHTS, nowMs),
    ...(reasons.length === 0 ? {} : { freeze: { reason: reasons.join("; "), ...until } }),
  };
};

test("at no instant drift is put back in a freeze, or while its environment sleeps or is to sleep", () => {
  fc.assert(
    fc.property(fc.array(freezeWindow, { maxLength: 4 }), instants, fc.boolean(), (windows, looks, isAsleep) => {
      for (const nowMs of looks) {
        const asking = askingAt(windows, nowMs);
        const next = decideNext({ ...idle, reverts: [revert], sleep: { isAsleep } }, asking);
        const mayRevert = asking.freeze === undefined && !isAsleep && !asking.sleep.isOn;
        expect(next.do === "revert").toBe(mayRevert);
      }
    }),
    { numRuns: 25 },
  );
});

test("an environment looks again before a freeze ends, before it falls asleep or wakes, and before its time is told and ends", () => {
  fc.assert(
    fc.property(
      fc.array(freezeWindow, { maxLength: 3 }),
      instant,
      instant,
      fc.boolean(),
      (windows, nowMs, at, isTold) => {
        const asking = askingAt(windows, nowMs);
        const work = {
          ...idle,
          reverts: [revert],
          sleep: { isAsleep: asking.sleep.isOn },
          expiry: { at, isTold, isAsked: false },
        };
        const next = decideNext(work, asking);
        if (next.do !== "wait") return;
        // What sleeps is not put back at the end of a freeze, but its time may end then.
        const opensAt = asking.sleep.isOn && at > nowMs ? undefined : asking.freeze?.until;
        const comes = [at, ...(isTold ? [] : [at - DAY_MS]), asking.sleep.changesAt, opensAt]
          .filter((due) => due !== undefined)
          .filter((due) => due > nowMs);
        expect(next.lookAgainAt).toBeLessThanOrEqual(Math.min(nowMs + DAY_MS, ...comes));
        expect(next.lookAgainAt).toBeGreaterThan(nowMs);
      },
    ),
    { numRuns: 100 },
  );
});

test("whoever comes back again and again is put back three times in an hour at the most, until a person asks", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 200 }), (pauses) => {
      const revertedAt: number[] = [];
      const asked = new Set<number>();
      let held: string | undefined;
      let nowMs = BEGIN;
      for (const [place, minutes] of pauses.entries()) {
        nowMs += minutes * MINUTE_MS;
        const isAsked = held !== undefined && place % 5 === 0;
        const decided = decideFinding(
          {
            class: "dev",
            component: "web",
            status: held === undefined ? "open" : "held",
            statusReason: held ?? "",
            fields: [{ path: "config.a", class: "changed", wanted: 1, seen: 2 }],
            unrevertable: [],
            isOldBaseline: false,
            revertedAt,
            ...(isAsked ? { revertAskedBy: "ada" } : {}),
          },
          { nowMs },
        );
        held = decided.status === "held" ? decided.statusReason : undefined;
        if (decided.status !== "due") continue;
        if (isAsked) asked.add(nowMs);
        revertedAt.push(nowMs);
      }
      for (const at of revertedAt) {
        const within = revertedAt.filter((other) => other <= at && at - other < HOUR_MS);
        if (!asked.has(at)) expect(within.length).toBeLessThanOrEqual(REVERTS_TO_HOLD);
      }
    }),
    { numRuns: 200 },
  );
});

test("an end that is put off again and again never comes before the latest one, nor in a freeze, and it is told before", () => {
  const extensions = fc.array(fc.record({ at: instant, days: fc.integer({ min: 1, max: 9 }) }), { maxLength: 12 });
  fc.assert(
    fc.property(fc.array(freezeWindow, { maxLength: 3 }), extensions, (windows, unsorted) => {
      const deeds = unsorted.toSorted((one, other) => one.at - other.at);
      let expiry = { at: BEGIN + 5 * DAY_MS, isTold: false, isAsked: false };
      let nowMs = BEGIN;
      let wasTold = false;
      for (let looks = 0; looks < 500; looks += 1) {
        const next = decideNext({ ...idle, expiry }, askingAt(windows, nowMs));
        if (next.do === "announce-expiry") {
          wasTold = true;
          expiry = { ...expiry, isTold: true };
          continue;
        }
        if (next.do === "expire") {
          expect(nowMs).toBeGreaterThanOrEqual(expiry.at);
          expect(wasTold).toBe(true);
          expect(freezeAt(windows, nowMs).reasons).toEqual([]);
          return;
        }
        if (next.do !== "wait") throw new Error(`it was not to ${next.do}`);
        const deed = deeds[0];
        if (deed === undefined || deed.at > next.lookAgainAt) {
          nowMs = next.lookAgainAt;
          continue;
        }
        deeds.shift();
        nowMs = Math.max(nowMs, deed.at);
        const later = nowMs + deed.days * DAY_MS;
        // As the store does: never earlier, and another end is told anew.
        if (later > expiry.at) expiry = { at: later, isTold: false, isAsked: false };
      }
      throw new Error("its time never ended");
    }),
    { numRuns: 25 },
  );
});
