import { setTimeout as sleep } from "node:timers/promises";
import { eksAccessEntryDriver } from "../../activities/components/eks-access-entry/driver.ts";
import { eksAddonDriver } from "../../activities/components/eks-addon/driver.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
import { eksPodIdentityDriver } from "../../activities/components/eks-pod-identity/driver.ts";
import type { EksPorts } from "../../activities/components/eks/eks-driver.ts";
import type { Driver } from "../../activities/components/driver.ts";
import type { CellPorts } from "../../activities/converge/cell-ports.ts";
import { convergeComponent } from "../../activities/converge/converge-component.ts";
import { orchestratorActivities } from "../../activities/orchestrator.ts";
import { cedarAuthorization } from "../../adapters/authorization/cedar-authorization.ts";
import { rruleTemporalCalendar } from "../../adapters/calendar/rrule-temporal-calendar.ts";
import { postgresCellRecords } from "../../adapters/cell-records/postgres-cell-records.ts";
import { postgresComponentNotes } from "../../adapters/cell-records/postgres-component-notes.ts";
import { postgresSweepRecords } from "../../adapters/cell-records/postgres-sweep-records.ts";
import { postgresUpgradeRecords } from "../../adapters/cell-records/postgres-upgrade-records.ts";
import { awsEks } from "../../adapters/eks/aws-eks.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import { postgresStore } from "../../adapters/store/postgres-store.ts";
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import { maskText } from "../../domain/mask-text.ts";
import { createSchedule, finished, isDone, next } from "../../domain/schedule.ts";
import { componentKindByName } from "../../workers/component-kinds.ts";
import { dieAtPoint } from "../../workers/die-at-point.ts";
import { digestJson } from "../../workers/digest.ts";
import { stepByKind } from "../../workers/gates-and-steps.ts";
import { localFiles } from "../../workers/local-files.ts";

// An orchestrator and its cell in one process, with what they do and without Temporal: it runs one operation to its end,
// unless it is killed. The first argument says which one and where, as JSON.

/** What the process is told. */
export interface OneProcessInput {
  readonly databaseUrl: string;
  readonly directory: string;
  readonly eksUrl: string;
  readonly operationId: string;
}

const RATE = { perSecond: 1_000, burst: 1_000 };
const PAUSE_MS = 20;

const { databaseUrl, directory, eksUrl, operationId } = JSON.parse(process.argv[2] ?? "{}") as OneProcessInput;
const postgres = connectPostgres(databaseUrl, { poolMax: 10 });
const store = postgresStore(postgres);
const { sealed, secrets } = await localFiles(directory);
const expressions = celExpressions();
const now = () => Date.now();
const eks = awsEks({
  region: "eu-west-1",
  endpoint: eksUrl,
  credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  reads: RATE,
  writes: RATE,
  answerMs: 60_000,
});
const ports: EksPorts = {
  eks: eks.calls,
  notes: postgresComponentNotes(postgres),
  now,
  goneLimits: { looks: 3, everyMs: 1 },
  eksTimeScale: 0.0001,
};
const drivers: readonly Driver[] = [
  eksAccessEntryDriver(ports),
  eksAddonDriver(ports),
  eksClusterDriver(ports),
  eksNodegroupDriver(ports),
  eksPodIdentityDriver(ports),
];
const cell: CellPorts = {
  records: postgresCellRecords(postgres),
  upgrades: postgresUpgradeRecords(postgres),
  drift: postgresSweepRecords(postgres),
  sealed,
  secrets,
  expressions,
  drivers: new Map(drivers.map((driver) => [driver.kind, driver])),
  digest: digestJson,
  now,
  mask: maskText,
  reached: dieAtPoint(process.env),
};
const rows = orchestratorActivities({
  store,
  tools: { kinds: componentKindByName, expressions, secrets, digest: digestJson },
  calendar: rruleTemporalCalendar(),
  authorization: cedarAuthorization(),
  steps: stepByKind,
  workflowState: async () => await Promise.reject(new Error("there is no Temporal")),
  now,
});

const turn = await untilItCan(async () => await rows.admit({ operationId }));
if (!turn.isAdmitted) throw new Error(`operation "${operationId}" has no turn`);
const uids = new Map(turn.components.map(({ name, uid }) => [name, uid]));
const schedule = createSchedule(turn.components, Infinity);
const runs = new Set<Promise<void>>();
while (!isDone(schedule)) {
  for (const name of next(schedule)) {
    const run = converge(name).then(() => {
      finished(schedule, name);
      runs.delete(run);
    });
    runs.add(run);
  }
  await Promise.race(runs);
}
const end = { operationId, failed: {}, notStarted: [], wasCancelled: false };
await untilItCan(async () => await rows.endOperation(end));
eks.close();
await store.close();

async function converge(name: string): Promise<void> {
  if (!turn.isAdmitted) return;
  const of = { operationId, componentUid: uids.get(name) ?? "", epoch: turn.epoch };
  const attempt = async () => await convergeComponent(cell, { turn: of, signal: new AbortController().signal });
  for (;;) {
    const result = await untilItCan(attempt);
    if (result.state === "done") return;
    if (result.state === "failed") throw new Error(`"${name}" failed: ${result.message}`);
    await sleep(PAUSE_MS);
  }
}

/** Tries again what may be tried again, as Temporal does. */
async function untilItCan<Result>(run: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof OrchestratorError) || !ERROR_CODES[error.code].retryable) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
