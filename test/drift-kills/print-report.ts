import { groupBy } from "../crash/checks/check.ts";
import { plainTable, renderChecks } from "../crash/checks/print-checks.ts";
import type { KillsReport } from "./run-kills.ts";

/** What happened and what the checks found, as lines of text. */
export function renderReport(report: KillsReport): readonly string[] {
  const { seed, deaths, kills, rounds, injected, truth, cloud, slowestMs } = report;
  const died = deaths.reduce((sum, { count }) => sum + count, 0);
  const fates = [...groupBy(injected, ({ fate }) => fate)].map(([fate, same]) => `${same.length} ${fate}`);
  const calls = cloud.effects.filter(({ cause }) => cause === "api").length;
  return [
    `seed ${seed}: ${died} processes died at points and ${kills.made} at random moments, in ${rounds} rounds; the slowest took ${(slowestMs / 1_000).toFixed(1)} s`,
    `${injected.length} changes by hand (${fates.join(", ")}); ${truth.findings.length} findings, ${truth.sweeps.length} sweeps, ${calls} effects of ours in the cloud`,
    "",
    ...renderPoints(report),
    "",
    ...renderChecks(report.checks),
  ];
}

function renderPoints({ deaths }: KillsReport): readonly string[] {
  return plainTable(
    ["DEATHS", "POINT"],
    deaths
      .map(({ point, count }) => [String(count), point])
      .toSorted(([, one = ""], [, other = ""]) => (one < other ? -1 : 1)),
  );
}
