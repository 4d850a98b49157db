import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { drivers } from "../../activities/components/index.ts";
import { baseEnvironment } from "../../activities/components/process/base-environment.ts";
import { answerSecrets } from "../../activities/answer-secrets.ts";
import { answerCellChecks } from "../../activities/answer-cell-checks.ts";
import { cellActivities } from "../../activities/converge.ts";
import type { Driver } from "../../activities/components/driver.ts";
import { stepActivities } from "../../activities/step-activity.ts";
import { deleteStepDirectories } from "../../activities/delete-step-directories.ts";
import { deleteSnapshots } from "../../activities/delete-snapshots.ts";
import { sweepCellActivities } from "../../activities/sweep-activities.ts";
import { SWEEP_LIMITS } from "../../activities/sweeps/sweep-limits.ts";
import { createPaces } from "../../activities/sweeps/pace.ts";
import { createTurns } from "../../activities/sweeps/turns.ts";
import { watchCell } from "../../activities/watch-cell.ts";
import type { WatchedComponent } from "../../adapters/cell-records/port.ts";
import { postgresCellChecks } from "../../adapters/cell-records/postgres-cell-checks.ts";
import { postgresComponentNotes } from "../../adapters/cell-records/postgres-component-notes.ts";
import { postgresCellRecords } from "../../adapters/cell-records/postgres-cell-records.ts";
import { postgresSecretAnswers } from "../../adapters/cell-records/postgres-secret-answers.ts";
import { postgresStepRecords } from "../../adapters/cell-records/postgres-step-records.ts";
import { postgresSweepRecords } from "../../adapters/cell-records/postgres-sweep-records.ts";
import { postgresUpgradeRecords } from "../../adapters/cell-records/postgres-upgrade-records.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { maskSecrets } from "../../adapters/logs/mask-secrets.ts";
import { scopeMasks } from "../../adapters/logs/scope-masks.ts";
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { maskText } from "../../domain/mask-text.ts";
import { keepPostgres } from "../../embedded/postgres/keep-postgres.ts";
import { cellSweepsTaskQueue, cellTaskQueue } from "../../workflows/messages.ts";
import { eksTimeScaleOf, timeScaleOf } from "../component-kinds.ts";
import { dieAtEffect, dieAtPoint } from "../die-at-point.ts";
import { digestJson } from "../digest.ts";
import { stepByKind } from "../gates-and-steps.ts";
import { localFiles } from "../local-files.ts";
import { runWorker } from "../run-worker.ts";
import { readCellConfig } from "./cell-config.ts";
import { checkCell } from "./check-cell.ts";
import { eksOfCell } from "./eks-of-cell.ts";
import { hasSecretsManager, secretsOfCell } from "./secrets-of-cell.ts";

const config = readCellConfig(process.env);
const BEATS = { maxHeartbeatThrottleInterval: "1s", defaultHeartbeatThrottleInterval: "1s" } as const;
/** Places that are looked at at once; the others wait. Most of its time each waits, too, for what its account allows. */
const SWEEPS_AT_ONCE = 50;
const stateDir = config.HOLDFAST_STATE_DIR;
const cell = config.HOLDFAST_CELL;
const logs = join(stateDir, "logs");
await mkdir(logs, { recursive: true });
const say = (line: string) => process.stdout.write(`${new Date().toISOString()} ${line}\n`);
const sayAgain = (what: string) => (error: unknown) =>
  say(`${what} failed, tried again: ${error instanceof Error ? error.message : String(error)}`);
const steadyMs = () => performance.now(); // A clock that was set back must stop neither watching nor waiting.

const database =
  config.HOLDFAST_CELL_KIND === "aws"
    ? undefined
    : await keepPostgres(
        {
          dataDir: join(stateDir, "cell/database"),
          logFile: join(logs, "cell-database.log"),
          detached: true,
          mayMove: false,
        },
        ({ what }) => say(`the cell's database server ${what}`),
      );
const { artifacts, sealed, secrets: ofFiles, runs } = await localFiles(stateDir);
const postgres = connectPostgres(config.DATABASE_URL, { poolMax: 20 });
const records = postgresCellRecords(postgres);
const sweeps = postgresSweepRecords(postgres);
const answers = postgresSecretAnswers(postgres);
const ofAws =
  config.HOLDFAST_CELL_KIND === "aws" && config.aws !== undefined && hasSecretsManager(config.aws)
    ? secretsOfCell({
        cell,
        aws: config.aws,
        environment: process.env,
        namesOf: async (project) => await answers.names(cell, project),
        say,
      })
    : undefined;
const secrets = ofAws?.secrets ?? ofFiles;
const eks = eksOfCell(cell, config.aws, say);
const kinds = drivers({
  cell,
  runs,
  artifacts,
  records,
  keyedHash: sealed.keyedHash,
  environment: baseEnvironment(process.env),
  sealed,
  cellDatabase: async () => {
    if (database === undefined) {
      throw new OrchestratorError("COMPONENT_FAILED", `cell "${cell}" is of kind aws and keeps no database server`);
    }
    const server = database.current();
    return { host: "127.0.0.1", port: server.port, adminUrl: server.url("postgres") };
  },
  cloudUrl: config.HOLDFAST_CLOUD_URL === undefined ? undefined : new URL(config.HOLDFAST_CLOUD_URL),
  fetch,
  timeScale: timeScaleOf(process.env),
  eks,
  ...(config.aws === undefined ? {} : { eksPlace: config.aws }),
  notes: postgresComponentNotes(postgres),
  now: () => Date.now(),
  eksTimeScale: eksTimeScaleOf(process.env),
});
const byName: ReadonlyMap<string, Driver> = new Map(kinds.map((driver) => [driver.kind, driver]));
const stepsDir = join(stateDir, "cell/steps");
const reached = dieAtEffect(process.env);
const common = {
  sealed,
  secrets,
  expressions: celExpressions(),
  drivers: byName,
  digest: digestJson,
  now: () => Date.now(),
  mask: maskText,
};

await runWorker({
  name: `cell-${cell}`,
  address: config.TEMPORAL_ADDRESS,
  namespace: config.TEMPORAL_NAMESPACE,
  stateDir,
  options: async () => [
    {
      taskQueue: cellTaskQueue(cell),
      activities: {
        ...cellActivities({
          ...common,
          records,
          upgrades: postgresUpgradeRecords(postgres),
          drift: sweeps,
          reached: dieAtPoint(process.env),
        }),
        ...stepActivities({
          ...common,
          records: postgresStepRecords(postgres),
          steps: stepByKind,
          cell: { steps: stepsDir, artifacts, environment: baseEnvironment(process.env) },
          fetch,
          reached,
        }),
      },
      maxConcurrentActivityTaskExecutions: 500,
      maxConcurrentActivityTaskPolls: 10,
      ...BEATS,
    },
    {
      // Apart, so that no change waits for sweeps, however many accounts there are and however slow they answer.
      taskQueue: cellSweepsTaskQueue(cell),
      activities: sweepCellActivities({
        records: { ...sweeps, wake: records.wake },
        drivers: byName,
        keyedHash: sealed.keyedHash,
        digest: digestJson,
        maskOf: scopeMasks({ secrets, sealed }),
        now: steadyMs,
        turn: createTurns(config.HOLDFAST_SWEEP_SHARE),
        paceOf: createPaces(),
        report: say,
        limits: { ...SWEEP_LIMITS, foundAtOnce: config.HOLDFAST_SWEEP_BATCH },
        reached,
      }),
      maxConcurrentActivityTaskExecutions: SWEEPS_AT_ONCE,
      ...BEATS,
    },
  ],
  beside: async (signal) => {
    const watched = { cell, records, drivers: byName, signal, now: steadyMs };
    const mask = async ({ project, environmentUid }: WatchedComponent, text: string) => {
      const scope = { project, componentUids: await records.componentsOf(environmentUid) };
      return await maskSecrets({ secrets, sealed }, scope)(text);
    };
    await Promise.all([
      answerSecrets({ cell, answers, secrets: ofAws?.secrets, signal, onError: sayAgain("telling of secrets") }),
      watchCell({ ...watched, mask, onError: sayAgain("watching") }),
      deleteSnapshots({ ...watched, onError: sayAgain("deleting snapshots") }),
      answerCellChecks({
        cell,
        checks: postgresCellChecks(postgres),
        check: checkCell({ cell, aws: config.aws, eks, missingOfSecrets: ofAws?.missing }),
        signal,
        onError: sayAgain("checking"),
      }),
      deleteStepDirectories({ root: stepsDir, signal, now: () => Date.now(), onError: sayAgain("clearing steps") }),
    ]);
  },
});
await database?.release();
await postgres.close();
