import { plainTable, renderChecks } from "../crash/checks/print-checks.ts";
import { groupBy } from "../crash/checks/check.ts";
import type { KillsReport } from "./run-kills.ts";

/** What happened and what the checks found, as lines of text. */
export function renderReport(report: KillsReport): readonly string[] {
  const { seed, played, posts, sent } = report;
  const deaths = played.reduce((sum, one) => sum + one.deaths, 0);
  const slowest = Math.max(...played.map(({ ms }) => ms)) / 1_000;
  return [
    `seed ${seed}: ${deaths} processes killed in ${played.length} approvals; ${sent} rows from Slack, ${posts} posts`,
    `told twice, where Slack gives no key: ${report.doubledWhispers} whispers; the slowest story took ${slowest.toFixed(1)} s`,
    "",
    ...renderPoints(report),
    "",
    ...renderChecks(report.checks),
  ];
}

function renderPoints({ points, played }: KillsReport): readonly string[] {
  const whatOf = (point: string) => point.slice(point.lastIndexOf(" ") + 1);
  const rows = [...groupBy(points, whatOf)].map(([what, same]) => {
    const deaths = played.filter(({ point }) => point !== undefined && same.includes(point));
    const names = same.map((point) => point.slice(0, -what.length - 1)).join(", ");
    return [what, String(deaths.reduce((sum, one) => sum + one.deaths, 0)), names];
  });
  return plainTable(["AT", "DEATHS", "POINTS"], rows);
}
