import type { EndedRun } from "../checks/check-ends.ts";
import { PROJECT } from "../documents.ts";
import type { PromotionRun } from "../promotion-run.ts";
import type { World } from "../world.ts";
import { readControlRows, type LedgerRow } from "./control-rows.ts";
import { readDatabases, type DatabasePlace } from "./database-facts.ts";
import { factOfKey, type Fact } from "./fact.ts";
import { readJira, type IssueTruth } from "./jira-facts.ts";
import { readServiceNow, type ChangeTruth } from "./service-now-facts.ts";

/** What every system says about what happened. */
export interface Truth {
  readonly facts: readonly Fact[];
  readonly ledger: readonly LedgerRow[];
  readonly changes: readonly ChangeTruth[];
  readonly issues: readonly IssueTruth[];
  readonly ended: readonly EndedRun[];
}

/** Asks all of them. */
export async function readTruth(world: World): Promise<Truth> {
  const { installation, api, serviceNow, jira, receiver, runs } = world;
  const { ledger, snapshots } = await readControlRows(installation.databaseUrl);
  const byKey = new Map(ledger.map((row) => [row.key, row]));
  const ofServiceNow = await readServiceNow(serviceNow, byKey);
  const ofJira = await readJira(jira, { ledger: byKey, runs });
  const places = await databasePlaces(api, runs);
  const ofDatabases = await readDatabases(installation.files, { places, snapshots });
  const ended: EndedRun[] = [];
  for (const run of runs) ended.push({ run, detail: await api.promotion(run.id) });
  return {
    facts: [
      ...ofServiceNow.facts,
      ...ofJira.facts,
      ...ofDatabases,
      ...receiver.acted.map((key) => factOfKey(byKey, key, "http")),
    ],
    ledger,
    changes: ofServiceNow.changes,
    issues: ofJira.issues,
    ended,
  };
}

/** The databases of environments that have one. */
async function databasePlaces(api: World["api"], runs: readonly PromotionRun[]): Promise<readonly DatabasePlace[]> {
  const byEnvironment = Map.groupBy(
    runs.filter(({ scenario }) => scenario.hasDatabase),
    ({ environment }) => environment,
  );
  return await Promise.all(
    [...byEnvironment].map(async ([environment, ofIt]) => {
      const component = `database-${ofIt[0]?.lane.id}`;
      return { componentUid: await api.componentUid({ project: PROJECT, environment, component }), runs: ofIt };
    }),
  );
}
