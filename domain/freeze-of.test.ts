import { expect, test } from "vitest";
import { rruleTemporalCalendar } from "../adapters/calendar/rrule-temporal-calendar.ts";
import { FreezeWindowDocument } from "./schema/documents.ts";
import { freezeOf } from "./freeze-of.ts";

const environment = { project: "shop", class: "prod", name: "shop-prod" } as const;
const nowMs = Date.parse("2026-12-24T12:00:00Z");
const windowOf = (spec: object, project?: string) =>
  FreezeWindowDocument.parse({
    apiVersion: "holdfast.dev/v1",
    kind: "FreezeWindow",
    metadata: { name: "holidays", ...(project === undefined ? {} : { project }) },
    spec: { reason: "nobody is in", ...spec },
  });
const frozen = (...windows: readonly ReturnType<typeof windowOf>[]) =>
  freezeOf(rruleTemporalCalendar(), { freezeWindows: windows }, { environment, nowMs });

test.each([
  { name: "is open without windows", windows: [], want: { reasons: [] } },
  {
    name: "says what freezes it and when it opens",
    windows: [windowOf({ from: "2026-12-20T00:00:00Z", to: "2026-12-28T00:00:00Z" })],
    want: { reasons: ['freeze "holidays": nobody is in'], opensAt: Date.parse("2026-12-28T00:00:00Z") },
  },
  {
    name: "says when the next freeze begins while it is open",
    windows: [windowOf({ from: "2026-12-25T00:00:00Z", to: "2026-12-28T00:00:00Z" })],
    want: { reasons: [], nextFreezeAt: Date.parse("2026-12-25T00:00:00Z") },
  },
  {
    name: "passes by windows of another project, class or environment",
    windows: [
      windowOf({}, "other"),
      windowOf({ scope: { class: "dev" } }),
      windowOf({ scope: { environment: "shop-dev" } }, "shop"),
    ],
    want: { reasons: [] },
  },
  {
    name: "holds where a window's times cannot be read",
    windows: [windowOf({ from: "no time at all" })],
    want: { reasons: ['freeze "holidays": nobody is in'] },
  },
])("freezeOf() $name", ({ windows, want }) => {
  expect(frozen(...windows)).toEqual(want);
});
