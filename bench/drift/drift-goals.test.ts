import { expect, test } from "vitest";
import { compareFound } from "./compare-found.ts";
import { driftGoals } from "./drift-goals.ts";
import type { Round } from "./measure-drift.ts";

const uid = (number: number) => `00000000-0000-8000-8000-00000000000${number}`;
const changed = [
  { id: `${uid(1)}-i1`, path: "properties.size" },
  { id: `${uid(2)}-i1`, path: "properties.settings" },
];

test("a change counts as found where its finding names what was changed, and nothing besides", () => {
  const found = [
    { componentUid: uid(1), paths: ["config.properties.size"] },
    { componentUid: uid(2), paths: ["config.properties.settings.tier", "config.properties.settings.encrypted"] },
  ];
  expect(compareFound(found, changed)).toEqual({ found: 2, wrong: 0 });
  expect(compareFound(found.slice(1), changed)).toEqual({ found: 1, wrong: 0 });
});

test.each([
  { what: "of a component that nobody has changed", componentUid: uid(3), paths: ["config.properties.size"] },
  { what: "of another field", componentUid: uid(1), paths: ["config.properties.sizes"] },
  { what: "of more than was changed", componentUid: uid(1), paths: ["config.properties.size", "tags.project"] },
  { what: "of nothing", componentUid: uid(1), paths: [] },
])("a finding $what is wrong", ({ componentUid, paths }) => {
  expect(compareFound([{ componentUid, paths }], changed)).toEqual({ found: 0, wrong: 1 });
});

const round: Round = {
  rate: 5,
  wallMs: 1_050,
  boundMs: 1_000,
  cpuMs: 3,
  cpuMsByRole: new Map(),
  cellBytes: 1,
  looked: 30,
  clean: 29,
  calls: 1,
  refused: 0,
  found: 1,
  changed: 1,
  wrong: 0,
  troubles: [],
};
const tofu = { version: "1", components: 1, states: 1, perSecondPerCore: 100, cpuMs: 1, wallMs: 1, drifted: 1 };
const clean: Round = { ...round, found: 0, changed: 0 };
const metWith = (change: Partial<Round>, before: Partial<Round> = {}) =>
  driftGoals(
    [{ environments: 1, components: 30, clean: { ...clean, ...before }, rounds: [{ ...round, ...change }] }],
    tofu,
  ).map(({ met }) => met);

test("driftGoals() are met by sweeps that are fast, and exact", () => {
  expect(metWith({})).toEqual([true, true, true, true, true, true, true]);
});

test.each([
  { change: { cpuMs: 30.1 }, missed: [0, 4] },
  { change: { calls: 2 }, missed: [1] },
  { change: { found: 0 }, missed: [2] },
  { change: { wrong: 1 }, missed: [3] },
  { change: { looked: 29 }, missed: [5] },
  { change: { wallMs: 1_101 }, missed: [6] },
])("driftGoals() misses $missed with $change", ({ change, missed }) => {
  const met = metWith(change);
  expect(met.flatMap((isMet, index) => (isMet ? [] : [index]))).toEqual(missed);
});

test("driftGoals() counts what was found before anything was changed", () => {
  expect(metWith({}, { wrong: 1 })[3]).toBe(false);
});

test("driftGoals() are missed where there is no OpenTofu, and nothing to be held against", () => {
  const goals = driftGoals([{ environments: 1, components: 30, clean, rounds: [] }], undefined);
  expect(goals.map(({ value, met }) => [value, met]).slice(0, 3)).toEqual([
    [null, false],
    [0.0333, true],
    [null, false],
  ]);
});
