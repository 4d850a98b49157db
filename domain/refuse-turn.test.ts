import { expect, it } from "vitest";
import { refuseTurn, type TurnCheck, VERDICT_FRESH_MS } from "./refuse-turn.ts";

const NOW = 10_000_000;
const CHECK: TurnCheck = { gates: [], frozenBy: [], vetoes: [], unverified: [], shownPlan: "p", plan: "p" };
const gate = (change: Partial<TurnCheck["gates"][number]>) =>
  ({ name: "soak", verdict: "pass", evaluatedAt: NOW, isAskedAtTurn: false, ...change }) as const;
const refused = (change: Partial<TurnCheck["gates"][number]>) => refuseTurn({ ...CHECK, gates: [gate(change)] }, NOW);

it("sends a promotion back to a gate whose verdict is too old, or is none", () => {
  expect(refused({})).toBeUndefined();
  expect(refused({ evaluatedAt: NOW - VERDICT_FRESH_MS })).toBeUndefined();
  expect(refused({ evaluatedAt: NOW - VERDICT_FRESH_MS - 1 })).toBe('gate "soak" is to be asked again');
  expect(refused({ evaluatedAt: null })).toBe('gate "soak" is to be asked again');
  expect(refused({ verdict: "wait" })).toBe('gate "soak" is to be asked again');
});

it("takes an old verdict of a gate that is looked at again at the turn, and only where it is a pass", () => {
  expect(refused({ isAskedAtTurn: true, evaluatedAt: NOW - 10 * VERDICT_FRESH_MS })).toBeUndefined();
  expect(refused({ isAskedAtTurn: true, verdict: "wait" })).toBe('gate "soak" is to be asked again');
  expect(refused({ isAskedAtTurn: true, evaluatedAt: null })).toBe('gate "soak" is to be asked again');
});

it("says first what holds of the release and the environment", () => {
  expect(refuseTurn({ ...CHECK, vetoes: ["it is broken"] }, NOW)).toBe("its release is vetoed: it is broken");
  expect(refuseTurn({ ...CHECK, frozenBy: ["holidays"] }, NOW)).toBe("a freeze has begun: holidays");
  expect(refuseTurn({ ...CHECK, plan: "q" }, NOW)).toContain("its plan is another one");
});
