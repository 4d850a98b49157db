import type { Store } from "../../adapters/store/port.ts";
import type { EnvironmentStanding } from "../../domain/drift/next-of-finding.ts";
import { freezeOf, type SpanSource } from "../../domain/freeze-of.ts";
import type { EnvironmentClass } from "../../domain/schema/documents.ts";

/** What is read of an environment to say when something of it can be put back. */
export interface StandingDeps {
  readonly store: Pick<Store, "getEnvironment" | "listFreezeWindows">;
  readonly calendar: SpanSource;
}

/** What holds an environment back at the moment: a freeze, a hold, a suspension, sleep, work. */
export async function readStanding(
  { store, calendar }: StandingDeps,
  place: { readonly project: string; readonly environment: string; readonly class: EnvironmentClass },
  nowMs: number,
): Promise<EnvironmentStanding> {
  const { project, environment: name } = place;
  const [environment, windows] = await Promise.all([
    store.getEnvironment(name, project),
    store.listFreezeWindows({ project, limit: 500 }),
  ]);
  const freezeWindows = windows.items.map(({ document }) => document);
  const { reasons, opensAt } = freezeOf(
    calendar,
    { freezeWindows },
    { environment: { project, name, class: place.class }, nowMs },
  );
  return {
    frozenBy: reasons,
    ...(opensAt === undefined ? {} : { opensAt }),
    ...(environment?.hold === undefined ? {} : { holdReason: environment.hold.reason }),
    isSuspended: environment?.isSuspended ?? false,
    ...(environment?.phase === "Asleep" ? { isAsleep: true } : {}),
    ...(environment?.runningOperationId === undefined ? {} : { runs: environment.runningOperationId }),
  };
}
