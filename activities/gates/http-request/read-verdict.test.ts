import { expect, test } from "vitest";
import { readVerdict } from "./read-verdict.ts";

const NOW = Date.parse("2026-12-04T10:00:00Z");
const read = (status: number, json?: unknown) => readVerdict({ status, json }, { nowMs: NOW, everyMs: 30_000 });

test.each([
  { name: "200 without a body passes", status: 200, json: undefined, want: { verdict: "pass" } },
  { name: "204 passes", status: 204, json: undefined, want: { verdict: "pass" } },
  {
    name: "202 without a body waits",
    status: 202,
    json: undefined,
    want: { verdict: "wait", reasons: ["not yet"], lookAgainAt: NOW + 30_000 },
  },
  {
    name: "409 without a body rejects",
    status: 409,
    json: undefined,
    want: { verdict: "reject", reasons: ["rejected without a reason"] },
  },
  {
    name: "a verdict is taken with its reasons",
    status: 200,
    json: { verdict: "reject", reasons: ["error budget is spent"] },
    want: { verdict: "reject", reasons: ["error budget is spent"] },
  },
  {
    name: "a time to look again is taken",
    status: 200,
    json: { verdict: "wait", reasons: ["batch runs"], lookAgainAt: "2026-12-04T12:00:00+01:00" },
    want: { verdict: "wait", reasons: ["batch runs"], lookAgainAt: Date.parse("2026-12-04T11:00:00Z") },
  },
  {
    name: "a time that has passed does not make it ask without a pause",
    status: 200,
    json: { verdict: "wait", lookAgainAt: "2020-01-01T00:00:00Z" },
    want: { verdict: "wait", reasons: ["not yet"], lookAgainAt: NOW + 30_000 },
  },
  {
    name: "it is asked once a day at least",
    status: 200,
    json: { verdict: "wait", lookAgainAt: "2030-01-01T00:00:00Z" },
    want: { verdict: "wait", reasons: ["not yet"], lookAgainAt: NOW + 86_400_000 },
  },
])("readVerdict(): $name", ({ status, json, want }) => {
  expect(read(status, json)).toEqual(want);
});

test.each([
  { name: "another 2xx", status: 201, json: undefined },
  { name: "JSON without a verdict", status: 200, json: { ok: true } },
  { name: "a verdict it does not know", status: 200, json: { verdict: "PASS" } },
  { name: "JSON that is no object", status: 200, json: true },
  { name: "reasons that are no texts", status: 200, json: { verdict: "pass", reasons: [1] } },
  { name: "a time that is none", status: 200, json: { verdict: "pass", lookAgainAt: "soon" } },
  { name: "a pass with the status of a no", status: 409, json: { verdict: "pass" } },
])("readVerdict() waits and is alarmed by $name", ({ status, json }) => {
  expect(read(status, json)).toMatchObject({ verdict: "wait", isAlarming: true, lookAgainAt: NOW + 30_000 });
});

test("readVerdict() keeps twenty reasons, each cut to 500 characters", () => {
  const { reasons = [] } = read(200, { verdict: "pass", reasons: Array.from({ length: 30 }, () => "x".repeat(900)) });
  expect(reasons).toHaveLength(20);
  expect(reasons[0]).toHaveLength(500);
});
