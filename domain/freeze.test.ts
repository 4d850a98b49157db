import { expect, test } from "vitest";
import { decideFreeze, freezeApplies, type FreezeScope, type SpannedWindow } from "./freeze.ts";

const shopProd = { project: "shop", class: "prod", name: "shop-prod" } as const;

test.each<{ name: string; scope: FreezeScope; applies: boolean }>([
  { name: "a window without a scope is for every environment", scope: {}, applies: true },
  { name: "a project's window is for its environments", scope: { project: "shop" }, applies: true },
  { name: "a project's window is for no other project", scope: { project: "bank" }, applies: false },
  { name: "a class's window is for that class in every project", scope: { class: "prod" }, applies: true },
  { name: "a class's window is for no other class", scope: { class: "staging" }, applies: false },
  { name: "an environment's window is for it", scope: { project: "shop", environment: "shop-prod" }, applies: true },
  {
    name: "an environment's window is for no other",
    scope: { project: "shop", environment: "shop-dev" },
    applies: false,
  },
  { name: "every part must fit: the project does not", scope: { project: "bank", class: "prod" }, applies: false },
  {
    name: "every part must fit: the class does not",
    scope: { class: "dev", environment: "shop-prod" },
    applies: false,
  },
  { name: "a part that is undefined is absent", scope: { project: undefined, class: undefined }, applies: true },
])("freezeApplies(): $name", ({ scope, applies }) => {
  expect(freezeApplies({ scope }, shopProd)).toBe(applies);
});

interface Window extends SpannedWindow {
  readonly name: string;
}
const window = (name: string, ...spans: readonly (readonly [number, number])[]): Window => ({
  name,
  scope: {},
  spans: spans.map(([startMs, endMs]) => ({ startMs, endMs })),
});

test.each<{ name: string; windows: readonly Window[]; nowMs: number; want: object }>([
  { name: "is open with no window", windows: [], nowMs: 5, want: { frozenBy: [] } },
  {
    name: "is open before a span, and says when it begins",
    windows: [window("a", [10, 20])],
    nowMs: 9,
    want: { frozenBy: [], nextFreezeAt: 10 },
  },
  {
    name: "is frozen at the first instant of a span",
    windows: [window("a", [10, 20])],
    nowMs: 10,
    want: { frozenBy: ["a"], opensAt: 20 },
  },
  {
    name: "is frozen in the last millisecond of a span",
    windows: [window("a", [10, 20])],
    nowMs: 19,
    want: { frozenBy: ["a"], opensAt: 20 },
  },
  { name: "is open at the end of a span", windows: [window("a", [10, 20])], nowMs: 20, want: { frozenBy: [] } },
  {
    name: "opens at the end of the last of windows that overlap",
    windows: [window("a", [10, 20]), window("b", [15, 30])],
    nowMs: 12,
    want: { frozenBy: ["a"], opensAt: 30 },
  },
  {
    name: "opens at the end of the last of windows that follow at once",
    windows: [window("c", [30, 40]), window("a", [10, 20]), window("b", [20, 30], [41, 50])],
    nowMs: 12,
    want: { frozenBy: ["a"], opensAt: 40, nextFreezeAt: 41 },
  },
  {
    name: "is frozen by every window that holds",
    windows: [window("a", [10, 20]), window("b", [0, 11]), window("c", [11, 30])],
    nowMs: 10,
    want: { frozenBy: ["a", "b"], opensAt: 30 },
  },
  {
    name: "has no end while one of the windows has none",
    windows: [window("a", [10, 20]), window("b", [20, Infinity])],
    nowMs: 10,
    want: { frozenBy: ["a"] },
  },
  {
    name: "has no end while the line is stopped",
    windows: [window("a", [-Infinity, Infinity])],
    nowMs: 10,
    want: { frozenBy: ["a"] },
  },
  {
    name: "says of several freezes the next one",
    windows: [window("a", [30, 40]), window("b", [20, 25], [1, 2])],
    nowMs: 5,
    want: { frozenBy: [], nextFreezeAt: 20 },
  },
])("decideFreeze(): an environment $name", ({ windows, nowMs, want }) => {
  const { frozenBy, ...rest } = decideFreeze(windows, shopProd, nowMs);
  expect({ frozenBy: frozenBy.map(({ name }) => name), ...rest }).toEqual(want);
});

test("decideFreeze(): windows of another scope neither freeze an environment nor chain", () => {
  const elsewhere = { ...window("b", [20, 30], [40, 50]), scope: { class: "dev" as const } };
  expect(decideFreeze([window("a", [10, 20]), elsewhere], shopProd, 10)).toEqual({
    frozenBy: [window("a", [10, 20])],
    opensAt: 20,
  });
});
