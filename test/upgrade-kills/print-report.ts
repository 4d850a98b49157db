import { plainTable, renderChecks } from "../crash/checks/print-checks.ts";
import type { PlayedUpgrade } from "./play-upgrade.ts";
import type { KillsReport } from "./run-kills.ts";
import { movesIn } from "./truth.ts";

/** What happened and what the checks found, as lines of text. */
export function renderReport({ seed, run, checks }: KillsReport): readonly string[] {
  const { from, to, played } = run;
  const kills = played.flatMap((one) => one.kills.map((kill) => ({ ...kill, environment: one.environment })));
  const rows = kills.map(({ environment, line, victims, during, awayMs }, index) => [
    String(index + 1),
    environment,
    victims.join(" and "),
    String(line),
    during,
    `${(awayMs / 1_000).toFixed(1)} s`,
  ]);
  const took = ({ operation: { startedAt = 0, endedAt = 0 } }: PlayedUpgrade) =>
    `${((endedAt - startedAt) / 1_000).toFixed(0)} s`;
  const moves = played.map(({ truth, since }) => movesIn(truth.filter(({ seq }) => seq > since)).length);
  return [
    `seed ${seed}: ${kills.length} kills in ${played.length} upgrades from ${from} to ${to}, with ${moves.join(", ")} moves`,
    `they took ${played.map((one) => `${took(one)} with ${one.kills.length} kills`).join(", ")}`,
    "",
    ...plainTable(["KILL", "UPGRADE", "KILLED", "LINE", "AFTER", "AWAY"], rows),
    "",
    ...renderChecks(checks),
  ];
}
