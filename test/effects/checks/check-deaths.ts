import { checkEach, type Check } from "../../crash/checks/check.ts";
import { MIDDLES } from "../middle-deaths.ts";
import type { PlannedDeath } from "../named-deaths.ts";
import type { WireDeath } from "../wire-deaths.ts";

/** Where workers were to die, and where they did. */
export interface Deaths {
  readonly planned: readonly PlannedDeath[];
  readonly named: readonly PlannedDeath[];
  /** At each point, the calls that the dry run made. */
  readonly plannedOnWire: readonly WireDeath[];
  readonly onWire: readonly WireDeath[];
  /** Undefined where databases were not watched. */
  readonly inMiddle: readonly string[] | undefined;
}

/** That a worker has died at every point that the dry run found. */
export function checkDeaths({ planned, named, plannedOnWire, onWire, inMiddle }: Deaths): readonly Check[] {
  const points = new Set(named.map(({ point }) => point));
  const calls = new Set(onWire.map(({ at, name }) => `${at} ${name}`));
  return [
    checkEach("a worker died at every named point", planned, ({ point }) =>
      points.has(point) ? undefined : `nobody died ${point}`,
    ),
    checkEach(
      "a worker died before and behind every other call that changes something",
      plannedOnWire,
      ({ at, name }) => (calls.has(`${at} ${name}`) ? undefined : `nobody died ${at} of ${name}`),
    ),
    ...(inMiddle === undefined
      ? []
      : [
          checkEach("a worker died in the middle of a migration and of a backup", MIDDLES, (middle) =>
            inMiddle.includes(middle) ? undefined : `nobody died in the middle of ${middle}`,
          ),
        ]),
  ];
}
