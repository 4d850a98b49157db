import { connectPostgres } from "../adapters/store/connect-postgres.ts";
import { postgresStore } from "../adapters/store/postgres-store.ts";
import { workflowCodeDigest } from "../workers/orchestrator/workflow-bundle.ts";
import { askedSweepWorkflowId } from "../workflows/messages.ts";
import { endOpenRuns } from "./end-open-runs.ts";
import { endRunningSweeps, isScheduledSweep } from "./end-running-sweeps.ts";
import { readIfPresent } from "./process/read-if-present.ts";
import { writeFileAtomically } from "./process/write-file-atomically.ts";
import type { StateFiles } from "./state-files.ts";

/** What starting again needs. */
export interface StartAgain {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly files: StateFiles;
  readonly report: (line: string) => void;
}

type Store = ReturnType<typeof postgresStore>;

const PAGE = 500;

/**
 * Makes every live environment and every promotion that is not finished look at its rows. Where the workflows' code has changed since the open runs were
 * started, those are ended first: rows are the truth, and what was running is taken up again from them. No worker may
 * run while this does.
 */
export async function startAgainFromRows({ databaseUrl, temporalAddress, files, report }: StartAgain): Promise<void> {
  const digest = workflowCodeDigest();
  const before = await readIfPresent(files.codeDigest);
  const store = postgresStore(connectPostgres(databaseUrl, { poolMax: 2 }));
  try {
    if (before !== undefined && before !== digest) {
      report("the code of the workflows has changed: taking up what was running from the rows");
      await takeUp(store, temporalAddress);
    }
    await store.lookAtAll();
  } finally {
    await store.close();
  }
  // Last, so that a start that is cut off before it does all of it again.
  await writeFileAtomically(files.codeDigest, digest);
}

async function takeUp(store: Store, address: string): Promise<void> {
  const running = await store.runningOperations();
  const uids = await environmentUids(store);
  const places = await store.sweepPlaces();
  await endOpenRuns({
    address,
    namespace: process.env["TEMPORAL_NAMESPACE"] ?? "default",
    workflowIds: [
      ...uids.map((uid) => `environment/${uid}`),
      ...running.map((id) => `operation/${id}`),
      ...(await store.openPromotions()).map((id) => `promotion/${id}`),
      ...(await store.runningSweeps()).map(({ sweepId }) => askedSweepWorkflowId(sweepId)),
    ],
    // The run of an operation or approval that has ended may not have. A sweep that a schedule began carries its time.
    isOurs: async (id) =>
      (id.startsWith("operation/") && (await store.getOperation(id.slice(10))) !== undefined) ||
      (id.startsWith("approval/") && (await store.getApproval(id.slice(9))) !== undefined) ||
      isScheduledSweep(places, id),
  });
  await endRunningSweeps(store, "it was cut short by changed code");
  for (const id of running) await store.recoverOperation(id, "taken up again by changed code");
}

async function environmentUids(store: Store): Promise<readonly string[]> {
  const uids: string[] = [];
  let next: string | undefined;
  do {
    const page = await store.listEnvironments({ limit: PAGE, ...(next === undefined ? {} : { continue: next }) });
    uids.push(...page.items.map(({ uid }) => uid));
    next = page.continue;
  } while (next !== undefined);
  return uids;
}
