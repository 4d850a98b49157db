import { plainTable, renderChecks } from "../crash/checks/print-checks.ts";
import type { Check } from "../crash/checks/check.ts";
import type { Deaths } from "./checks/check-deaths.ts";
import type { Faults } from "./checks/check-faults.ts";
import type { EffectTally } from "./checks/tally.ts";
import { FAULT_KINDS } from "./fault-kinds.ts";

/** What a test of effects saw. */
export interface EffectsReport {
  readonly seed: string;
  readonly promotions: number;
  readonly tallies: readonly EffectTally[];
  readonly deaths: Deaths;
  readonly faults: Faults;
  readonly checks: readonly Check[];
}

/** What happened and what the checks found, as lines of text. */
export function renderReport(report: EffectsReport): readonly string[] {
  const { seed, promotions, deaths, faults } = report;
  const inMiddle = deaths.inMiddle?.length ?? 0;
  const injected = [...faults.injected.values()].reduce((sum, count) => sum + count, 0);
  return [
    `seed ${seed}: ${promotions} promotions, ${deaths.named.length + deaths.onWire.length + inMiddle} workers killed, ${injected} faults injected`,
    "",
    ...renderEffects(report),
    "",
    ...renderFaults(faults),
    "",
    ...renderChecks(report.checks),
  ];
}

function renderEffects({ tallies, deaths }: EffectsReport): readonly string[] {
  const killed = new Map<string, number>();
  for (const { effect } of deaths.named) killed.set(effect, (killed.get(effect) ?? 0) + 1);
  for (const { name } of deaths.onWire) killed.set(name, (killed.get(name) ?? 0) + 1);
  const tallyOf = new Map(tallies.map((tally) => [tally.what, tally]));
  const names = [...new Set([...tallyOf.keys(), ...killed.keys()])].toSorted();
  const rows = names.map((name) => {
    const tally = tallyOf.get(name);
    const of = (count: number | undefined) => (count === undefined ? "-" : String(count));
    return [name, String(killed.get(name) ?? 0), of(tally?.made), of(tally?.duplicates.length), of(tally?.lost.length)];
  });
  const middles = (deaths.inMiddle ?? []).map((middle) => [`in the middle of ${middle}`, "1", "-", "-", "-"]);
  return plainTable(["EFFECT", "POINTS KILLED", "CREATES", "DUPLICATES", "LOST"], [...rows, ...middles]);
}

function renderFaults({ stated, injected, lagged }: Faults): readonly string[] {
  const rows = FAULT_KINDS.map((kind) => [kind, String(stated.get(kind) ?? 0), String(injected.get(kind) ?? 0)]);
  return plainTable(
    ["FAULT", "STATED", "INJECTED"],
    [...rows, ["search index lag, issues created", "1", String(lagged)]],
  );
}
