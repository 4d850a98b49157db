import type { MadeKill } from "../kill-things.ts";
import { VICTIMS } from "../victims.ts";
import { checkEach, type Check } from "./check.ts";

/** That as much was killed as was stated, and that all of it came back. */
export function checkKills(
  kills: readonly MadeKill[],
  stated: { readonly kills: number; readonly ofEach: number },
): readonly Check[] {
  const least = Math.max(stated.kills, stated.ofEach * VICTIMS.length);
  return [
    checkEach(`at least ${least} kills`, [kills.length], (count) =>
      count >= least ? undefined : `${count} kills were made`,
    ),
    checkEach(`at least ${stated.ofEach} kills of each kind`, VICTIMS, (victim) => {
      const count = kills.filter((kill) => kill.victim === victim).length;
      return count >= stated.ofEach ? undefined : `${victim} was killed ${count} times`;
    }),
    checkEach("everything that was killed came back", kills, ({ victim, recoveredMs }) =>
      recoveredMs === undefined ? `${victim} did not` : undefined,
    ),
  ];
}
