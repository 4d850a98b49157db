import type { Goal } from "../goals.ts";
import type { FleetMeasured, Round } from "./measure-drift.ts";
import type { TofuMeasured } from "./tofu/measure-tofu.ts";

const TOFU_RATIO_MIN = 10;
const CALLS_PER_COMPONENT_MAX = 1 / 25;
const BOUND_RATIO_MAX = 1.1;
const CPU_MS_MAX = 0.2;

/** Components that a core gets through in a second of its time. */
export function perSecondPerCore({ looked, cpuMs }: Round): number {
  return looked / (cpuMs / 1_000);
}

/** The worst of every round counts; for the speed, that of the largest fleet. */
export function driftGoals(fleets: readonly FleetMeasured[], tofu: TofuMeasured | undefined): readonly Goal[] {
  const largest = fleets.at(-1);
  const rounds = largest?.rounds ?? [];
  const all = fleets.flatMap((fleet) => [fleet.clean, ...fleet.rounds]);
  const byRate = rounds.toSorted((left, right) => (left.rate ?? 0) - (right.rate ?? 0));
  const ratio = tofu && Math.min(...rounds.map((round) => perSecondPerCore(round) / tofu.perSecondPerCore));
  const expected = fleets.flatMap(({ environments, components, rounds: { length } }) =>
    Array.from({ length: length + 1 }, () => environments * components),
  );
  const missed = all.reduce((sum, { looked }, index) => sum + Math.abs(looked - (expected[index] ?? 0)), 0);
  const changed = sum(all, (round) => round.changed);
  return [
    atLeast("components a second of a core ÷ OpenTofu's", TOFU_RATIO_MIN, ratio),
    atMost(
      "calls for each component",
      CALLS_PER_COMPONENT_MAX,
      worst(all, ({ calls, looked }) => calls / looked),
    ),
    atLeast("found of what was changed", 1, changed === 0 ? undefined : sum(all, (round) => round.found) / changed),
    atMost(
      "found and not changed",
      0,
      sum(all, (round) => round.wrong),
    ),
    atMost(
      "processor time of a clean component, ms",
      CPU_MS_MAX,
      worst(rounds, ({ cpuMs, clean }) => cpuMs / clean),
    ),
    atMost("components that were not looked at, or twice", 0, missed),
    ...byRate.map(({ rate, wallMs, boundMs }) =>
      atMost(
        `sweep ÷ bound of the rate, ${rate ?? 0} reads a second`,
        BOUND_RATIO_MAX,
        boundMs === 0 ? undefined : wallMs / boundMs,
      ),
    ),
  ];
}

function worst(rounds: readonly Round[], of: (round: Round) => number): number | undefined {
  return rounds.length === 0 ? undefined : Math.max(...rounds.map(of));
}

function sum(rounds: readonly Round[], of: (round: Round) => number): number {
  return rounds.reduce((total, round) => total + of(round), 0);
}

function atMost(name: string, limit: number, value: number | undefined): Goal {
  return goalOf(name, `<= ${limit}`, { value, isMet: (known) => known <= limit });
}

function atLeast(name: string, limit: number, value: number | undefined): Goal {
  return goalOf(name, `>= ${limit}`, { value, isMet: (known) => known >= limit });
}

function goalOf(
  name: string,
  goal: string,
  { value, isMet }: { readonly value: number | undefined; readonly isMet: (value: number) => boolean },
): Goal {
  if (value === undefined || !Number.isFinite(value)) return { name, value: null, goal, met: false };
  return { name, value: Number(value.toFixed(4)), goal, met: isMet(value) };
}
