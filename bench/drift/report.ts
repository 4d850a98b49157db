import { table } from "../measure/table.ts";
import { perSecondPerCore } from "./drift-goals.ts";
import type { FleetMeasured, Round } from "./measure-drift.ts";
import type { TofuMeasured } from "./tofu/measure-tofu.ts";

const MB = 1_048_576;

/** Each sweep of each fleet, a line. */
export function roundTable(fleets: readonly FleetMeasured[]): string {
  const head = ["environments", "reads/s", "seconds", "÷ bound", "calls/environment", "refused"];
  const more = ["looked at", "changed", "found", "wrong", "CPU ms/component", "components/s/core"];
  const rows = fleets.flatMap(({ environments, clean, rounds }) =>
    [clean, ...rounds].map((round) => [
      String(environments),
      round.rate === undefined ? "-" : String(round.rate),
      (round.wallMs / 1_000).toFixed(1),
      round.boundMs === 0 ? "-" : (round.wallMs / round.boundMs).toFixed(2),
      (round.calls / environments).toFixed(3),
      String(round.refused),
      String(round.looked),
      String(round.changed),
      String(round.found),
      String(round.wrong),
      (round.cpuMs / round.looked).toFixed(3),
      perSecondPerCore(round).toFixed(0),
    ]),
  );
  return table([...head, ...more], rows);
}

/** Where the time of a fleet's last sweep went, how much memory it took, and what went wrong. */
export function memoryLine({ environments, clean, rounds }: FleetMeasured): string {
  const all: readonly Round[] = [clean, ...rounds];
  const last = all.at(-1) ?? clean;
  const bytes = Math.max(...all.map(({ cellBytes }) => cellBytes));
  const share = [...last.cpuMsByRole].map(([role, cpuMs]) => `${role} ${(cpuMs / 1_000).toFixed(1)} s`).join(", ");
  const troubles = all.flatMap((round) => round.troubles);
  const said = troubles.length === 0 ? "" : `; not every sweep succeeded: ${troubles.slice(0, 3).join("; ")}`;
  return `${environments} environments: the cell's worker took ${(bytes / MB).toFixed(0)} MB at most; processor time of the last sweep: ${share}${said}`;
}

/** What OpenTofu got through. */
export function tofuLine(tofu: TofuMeasured | undefined): string {
  if (tofu === undefined) return "OpenTofu: not measured";
  const { version, components, states, cpuMs, perSecondPerCore: speed, drifted } = tofu;
  return `OpenTofu ${version}: ${components} components in ${states} states, ${(cpuMs / 1_000).toFixed(1)} s of processor time, ${speed.toFixed(1)} components/s/core, ${drifted} drifted and found`;
}
