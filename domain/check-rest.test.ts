import { expect, test } from "vitest";
import { rruleTemporalCalendar } from "../adapters/calendar/rrule-temporal-calendar.ts";
import { checkRest } from "./check-rest.ts";
import type { EnvironmentDocument } from "./schema/documents.ts";
import { SleepCalendar, WEEK_DAYS } from "./schema/sleep.ts";

type Spec = EnvironmentDocument["spec"];
const calendar = rruleTemporalCalendar();
const faultsOf = (change: Partial<Spec>) => {
  const spec: Spec = { class: "dev", cell: "local", release: "1.0.0", parameters: {}, restoreFrom: {}, ...change };
  const faults: string[] = [];
  const findings = {
    add: (_code: string, pointer: string, message: string) => void faults.push(`${pointer}: ${message}`),
  };
  checkRest({ spec }, { checkTimes: (times) => calendar.check(times, 0) }, findings);
  return faults;
};
const sleep = (change: object) => SleepCalendar.parse({ times: [{ days: ["saturday"] }], ...change });

test.each<{ name: string; spec: Partial<Spec> }>([
  { name: "sleep at weekends", spec: { sleep: sleep({ timeZone: "Europe/Berlin" }) } },
  { name: "a time to live", spec: { ttl: "3d" } },
  {
    name: "an end in a class prod that is not protected",
    spec: { class: "prod", protected: false, expires: "2027-01-01T00:00:00Z" },
  },
])("$name is fine", ({ spec }) => {
  expect(faultsOf(spec)).toEqual([]);
});

test.each<{ name: string; spec: Partial<Spec>; at: string; part: string }>([
  {
    name: "a zone that nobody knows",
    spec: { sleep: sleep({ timeZone: "Europe/Berlln" }) },
    at: "/spec/sleep/timeZone",
    part: "Europe/Berlln",
  },
  {
    name: "sleep without an end",
    spec: { sleep: sleep({ times: [{ days: [...WEEK_DAYS], from: "12:00", to: "12:00" }] }) },
    at: "/spec/sleep/times",
    part: "never wake",
  },
  { name: "two ends", spec: { ttl: "3d", expires: "2027-01-01T00:00:00Z" }, at: "/spec/ttl", part: "one of them" },
  { name: "an end of what is protected", spec: { ttl: "3d", protected: true }, at: "/spec/ttl", part: "protected" },
  {
    name: "an end in class prod, which is protected by default",
    spec: { class: "prod", expires: "2027-01-01T00:00:00Z" },
    at: "/spec/expires",
    part: "protected",
  },
])("$name is refused", ({ spec, at, part }) => {
  const [fault, ...others] = faultsOf(spec);
  expect(others).toEqual([]);
  expect(fault).toContain(`${at}: `);
  expect(fault).toContain(part);
});
