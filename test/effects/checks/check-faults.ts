import { checkEach, type Check } from "../../crash/checks/check.ts";
import type { FaultKind } from "../fault-kinds.ts";

/** Faults as stated, and as the simulators counted them. */
export interface Faults {
  readonly count: number;
  readonly stated: ReadonlyMap<FaultKind, number>;
  readonly injected: ReadonlyMap<FaultKind, number>;
  /** Issues that were created while the search index lagged. */
  readonly lagged: number;
}

/** That as many faults were injected as stated, of each kind. */
export function checkFaults({ count, stated, injected, lagged }: Faults): readonly Check[] {
  const sum = [...injected.values()].reduce((total, one) => total + one, 0);
  return [
    checkEach(`at least ${count} faults were injected`, [sum], (made) =>
      made >= count ? undefined : `${made} were injected`,
    ),
    checkEach("faults of every kind were injected, as many as stated", [...stated], ([kind, wanted]) => {
      const made = injected.get(kind) ?? 0;
      return made >= wanted ? undefined : `${made} of ${wanted}: ${kind}`;
    }),
    checkEach("issues were created while the search lagged", [lagged], (made) =>
      made > 0 ? undefined : "there were none",
    ),
  ];
}
