import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { msToTs } from "@temporalio/common/lib/time.js";
import { NativeConnection, Worker, type Logger, type WorkerOptions } from "@temporalio/worker";
import { drivers } from "../../activities/components/index.ts";
import { cellActivities } from "../../activities/converge.ts";
import type { EffectPoint } from "../../activities/converge/cell-ports.ts";
import { stepActivities } from "../../activities/step-activity.ts";
import { cedarAuthorization } from "../../adapters/authorization/cedar-authorization.ts";
import { answerSecrets } from "../../activities/answer-secrets.ts";
import { plannedSecrets } from "../../adapters/secrets/planned-secrets.ts";
import type { Secrets } from "../../adapters/secrets/port.ts";
import { postgresSecretAnswers } from "../../adapters/cell-records/postgres-secret-answers.ts";
import { postgresSecretQuestions } from "../../adapters/store/secrets/postgres-secret-questions.ts";
import { postgresStepRecords } from "../../adapters/cell-records/postgres-step-records.ts";
import { promotionActivities } from "../../activities/promotion-activities.ts";
import { showInChat } from "../../activities/approvals/show-approval.ts";
import type { Chat } from "../../adapters/chat/port.ts";
import { slackRendering } from "../../adapters/chat/slack-rendering.ts";
import { approvalActivities } from "../../activities/approval-activities.ts";
import { rruleTemporalCalendar } from "../../adapters/calendar/rrule-temporal-calendar.ts";
import { orchestratorActivities } from "../../activities/orchestrator.ts";
import { noEks } from "../../adapters/eks/no-eks.ts";
import type { Eks } from "../../adapters/eks/port.ts";
import { postgresComponentNotes } from "../../adapters/cell-records/postgres-component-notes.ts";
import { postgresCellRecords } from "../../adapters/cell-records/postgres-cell-records.ts";
import type { CellRecords } from "../../adapters/cell-records/port.ts";
import { postgresUpgradeRecords } from "../../adapters/cell-records/postgres-upgrade-records.ts";
import { yamlDocuments } from "../../adapters/documents/yaml-documents.ts";
import { postgresSweepRecords } from "../../adapters/cell-records/postgres-sweep-records.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import type { Store } from "../../adapters/store/port.ts";
import { postgresStore } from "../../adapters/store/postgres-store.ts";
import { createApi } from "../../api/app.ts";
import { slackCheck } from "../../api/health/slack-check.ts";
import { jsonLog } from "../../api/http/log.ts";
import { deliverLooks } from "../../api/outbox/deliver-looks.ts";
import { sendLookThrough } from "../../api/outbox/send-look.ts";
import { createOpenStreams } from "../../api/streams/open-streams.ts";
import { createBell } from "../../api/wakes/bell.ts";
import { hearCommits } from "../../api/wakes/hear-commits.ts";
import { maskText } from "../../domain/mask-text.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { componentKindByName } from "../../workers/component-kinds.ts";
import { digestJson } from "../../workers/digest.ts";
import { failureInterceptor } from "../../workers/failure-interceptor.ts";
import { localFiles } from "../../workers/local-files.ts";
import { workflowStateOf } from "../../workers/orchestrator/workflow-state-of.ts";
import { gateByKind, stepByKind } from "../../workers/gates-and-steps.ts";
import { cellTaskQueue, ORCHESTRATOR_TASK_QUEUE, PROMOTION_TASK_QUEUE } from "../../workflows/messages.ts";
import { startFakeCloud, type FakeCloud } from "../fakes/start-fake-cloud.ts";
import { productKinds } from "./product-kinds.ts";
import { migratedDatabase } from "./postgres.ts";
import { sweepQueues } from "./sweep-pieces.ts";
import { installRuntime, quietLogger } from "./temporal-runtime.ts";
import { unique } from "./temporal.ts";
import { workflowCode } from "./workflow-code.ts";

const TOKEN = "hf_test";

/** A piece of an installation that can be taken away and brought back. */
export interface Piece {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A whole Holdfast inside the test's own process, on a real PostgreSQL, a real Temporal and a simulated cloud in a
 * process of its own; each piece starts and stops by itself. Simulated components only.
 */
export interface Installation {
  readonly store: Store;
  readonly records: CellRecords;
  readonly client: Client;
  readonly cloud: FakeCloud;
  readonly databaseUrl: string;
  /** Where its files are. */
  readonly directory: string;
  readonly dispatcher: Piece;
  readonly orchestrator: Piece;
  readonly cell: Piece;
  /** Starts all three. */
  start(): Promise<void>;
  /** Asks the API as a client with the token does. */
  call(method: string, path: string, body?: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Applies documents and answers the JSON. Fails the test when they are refused. */
  apply(documents: string, headers?: Readonly<Record<string, string>>): Promise<ApplyAnswer>;
  /** Waits until the operation has ended and answers its state. */
  ended(operationId: string): Promise<string>;
  close(): Promise<void>;
}

/** The part of an apply's answer that tests look at. */
export interface ApplyAnswer {
  readonly results: readonly {
    readonly kind: string;
    readonly name: string;
    readonly result: string;
    readonly operationId?: string;
  }[];
}

/** Real seconds for a second of EKS. */
const EKS_TIME_SCALE = 0.001;

/** What a test may change. */
export interface InstallationOptions {
  /** Called at named points of an effect; may throw, as a dying process would never come back from it. */
  readonly reached?: (point: EffectPoint) => void;
  readonly cloudArguments?: readonly string[];
  /** The clock of the orchestrator, epoch milliseconds; the machine's by default. */
  readonly now?: () => number;
  /** How the cell reaches the cloud; `fetch` by default. */
  readonly fetch?: typeof fetch;
  /** EKS as the cell reaches it; a cell without an account of AWS when absent. */
  readonly eks?: Eks;
  /** How the cell reads its secrets itself; those that the API stores when absent. */
  readonly secretsOfCell?: Secrets;
  /** Called at named points of an effect of a gate; may throw. */
  readonly reachedEffect?: (point: string, effect: string) => void;
  /** Where approvals are shown; nowhere by default. */
  readonly chat?: Chat;
  /** Hears every line that API and dispatcher log; nobody by default. */
  readonly writeLog?: (line: string) => void;
  /** After this, milliseconds, a sweep looks at nothing more; a minute by default. */
  readonly sweepLimitMs?: number;
  /** Logger of the workers, where no other was installed in this process before; errors only by default. */
  readonly logger?: Logger;
}

/** Makes an installation; nothing of it runs yet but the cloud. */
export async function testInstallation(options: InstallationOptions = {}): Promise<Installation> {
  installRuntime(options.logger ?? quietLogger());
  const directory = await mkdtemp(join(tmpdir(), "holdfast-installation-"));
  const database = await migratedDatabase();
  const postgres = connectPostgres(database.url, { poolMax: 10 });
  const store = postgresStore(postgres);
  const records = postgresCellRecords(postgres);
  const address = process.env["HOLDFAST_TEST_TEMPORAL"] ?? "";
  const namespace = unique("test");
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs("1 day") });
  const client = new Client({ connection, namespace });
  const native = await NativeConnection.connect({ address });
  const cloud = await startFakeCloud(
    "--time-scale",
    "0.01",
    "--state-dir",
    join(directory, "cloud"),
    ...(options.cloudArguments ?? []),
  );
  const { artifacts, sealed, secrets, runs } = await localFiles(directory);
  const planned = plannedSecrets({ local: secrets, questions: postgresSecretQuestions(postgres), freshMs: 500 });
  const log = jsonLog(options.writeLog ?? (() => undefined));
  const expressions = celExpressions();

  const dispatcher = piece(async () => {
    const stopping = new AbortController();
    const commits = createBell();
    const hearing = hearCommits(store, commits, { log, signal: stopping.signal });
    const delivering = deliverLooks(store, sendLookThrough(client), { commits, log, signal: stopping.signal });
    return async () => {
      stopping.abort();
      await Promise.all([hearing, delivering.ended]);
    };
  });
  const runWorker = async (make: () => Promise<Worker>) => {
    const worker = await make();
    const run = worker.run();
    return async () => {
      worker.shutdown();
      await run;
    };
  };
  const shared = { connection: native, namespace, interceptors: { activity: [failureInterceptor] } };
  const { now = () => Date.now() } = options;
  // A plan asks its kinds how long things take, and these ask the environment of the process.
  process.env["HOLDFAST_EKS_TIME_SCALE"] ??= String(EKS_TIME_SCALE);
  const tools = { kinds: componentKindByName, expressions, secrets: planned, digest: digestJson };
  const calendar = rruleTemporalCalendar();
  const authorization = cedarAuthorization();
  const ofPromotions = promotionActivities({
    store,
    tools,
    calendar,
    gates: gateByKind,
    secrets,
    authorization,
    artifacts,
    fetch,
    now,
    ...(options.reachedEffect === undefined ? {} : { reached: options.reachedEffect }),
  });
  const show =
    options.chat === undefined
      ? {}
      : {
          show: showInChat({
            chat: options.chat,
            rendering: slackRendering({}),
            store,
            now,
            digest: digestJson,
            ...(options.reachedEffect === undefined ? {} : { reached: options.reachedEffect }),
          }),
        };
  const ofApprovals = approvalActivities({ store, now, ...show });
  const promoting = piece(
    async () =>
      await runWorker(
        async () =>
          await Worker.create({
            ...shared,
            taskQueue: PROMOTION_TASK_QUEUE,
            activities: { ...ofPromotions, ...ofApprovals },
          }),
      ),
  );
  const sequencing = piece(
    async () =>
      await runWorker(
        async () =>
          await Worker.create({
            ...shared,
            taskQueue: ORCHESTRATOR_TASK_QUEUE,
            ...(await workflowCode(directory)),
            stickyQueueScheduleToStartTimeout: "1s",
            activities: {
              ...orchestratorActivities({
                store,
                tools,
                calendar,
                authorization,
                steps: stepByKind,
                workflowState: async (operationId) => await workflowStateOf(client, operationId),
                now,
              }),
              ...ofPromotions,
            },
          }),
      ),
  );
  const kinds = drivers({
    cell: "local",
    runs,
    artifacts,
    records,
    sealed,
    keyedHash: sealed.keyedHash,
    environment: {},
    cellDatabase: async () => await Promise.reject(new Error("this installation has no database server")),
    cloudUrl: new URL(cloud.url),
    fetch: options.fetch ?? fetch,
    timeScale: 0.01,
    eks: options.eks ?? noEks("local"),
    notes: postgresComponentNotes(postgres),
    now: () => Date.now(),
    eksTimeScale: EKS_TIME_SCALE,
  });
  const inCell = {
    sealed,
    secrets: options.secretsOfCell ?? secrets,
    expressions,
    drivers: new Map(kinds.map((driver) => [driver.kind, driver])),
    digest: digestJson,
    now: () => Date.now(),
    mask: maskText,
  };
  const sweeping = sweepQueues({
    ...inCell,
    store,
    postgres,
    records,
    now,
    limitMs: options.sweepLimitMs ?? 60_000,
  });
  const workerOf = (queue: Pick<WorkerOptions, "taskQueue" | "activities">) =>
    piece(async () => await runWorker(async () => await Worker.create({ ...shared, ...queue })));
  const orchestrator = together([sequencing, promoting, workerOf(sweeping.orchestrator)]);
  const converging = piece(
    async () =>
      await runWorker(
        async () =>
          await Worker.create({
            ...shared,
            taskQueue: cellTaskQueue("local"),
            maxConcurrentActivityTaskExecutions: 200,
            activities: {
              ...cellActivities({
                ...inCell,
                records,
                upgrades: postgresUpgradeRecords(postgres),
                drift: postgresSweepRecords(postgres),
                reached: options.reached ?? (() => undefined),
              }),
              ...stepActivities({
                ...inCell,
                records: postgresStepRecords(postgres),
                steps: stepByKind,
                cell: { steps: join(directory, "steps"), artifacts, environment: { PATH: process.env["PATH"] ?? "" } },
                fetch: options.fetch ?? fetch,
                ...(options.reachedEffect === undefined ? {} : { reached: options.reachedEffect }),
              }),
            },
          }),
      ),
  );
  const answering = piece(async () => {
    const stopping = new AbortController();
    const ended = answerSecrets({
      cell: "local",
      answers: postgresSecretAnswers(postgres),
      secrets: options.secretsOfCell,
      signal: stopping.signal,
      onError: () => undefined,
    });
    return async () => {
      stopping.abort();
      await ended;
    };
  });
  const cell = together([converging, workerOf(sweeping.cell), answering]);
  const api = createApi({
    token: TOKEN,
    authorization: cedarAuthorization(),
    version: "test",
    store,
    documents: yamlDocuments(),
    expressions,
    secrets: { ...secrets, version: planned.version, names: planned.names },
    artifacts,
    logsOf: () => ({ tail: async () => [], follow: async function* () {} }),
    ...productKinds,
    calendar,
    ways: { urlProblem: () => undefined, missing: () => undefined },
    documentSchemas: [],
    cells: ["local"],
    digest: digestJson,
    checks:
      options.chat === undefined
        ? []
        : [slackCheck({ chat: options.chat, untold: async () => await store.untoldApprovals(), now })],
    streams: createOpenStreams({ all: 10, perReader: 10 }),
    sealed: createBell(),
    log,
  });
  const installation: Installation = {
    store,
    records,
    client,
    cloud,
    databaseUrl: database.url,
    directory,
    dispatcher,
    orchestrator,
    cell,
    async start() {
      await Promise.all([dispatcher.start(), orchestrator.start(), cell.start()]);
    },
    call: async (method, path, body, headers = {}) =>
      await api.request(path, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body === undefined ? {} : { "content-type": "application/yaml" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      }),
    async apply(documents, headers) {
      const response = await installation.call("POST", "/v1/apply", documents, headers);
      const text = await response.text();
      if (!response.ok) throw new Error(`the apply was refused with ${response.status}: ${text}`);
      return JSON.parse(text) as ApplyAnswer;
    },
    async ended(operationId) {
      const state = async () => (await store.getOperation(operationId))?.state ?? "absent";
      await waitUntil(async () => !["Accepted", "Running"].includes(await state()), {
        what: `operation ${operationId} has ended`,
        limitMs: 60_000,
        everyMs: 50,
      });
      return await state();
    },
    async close() {
      await Promise.all([dispatcher.stop(), orchestrator.stop(), cell.stop()]);
      await native.close();
      await connection.close();
      await store.close();
      await cloud.kill();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return installation;
}

function together(pieces: readonly Piece[]): Piece {
  return {
    start: async () => void (await Promise.all(pieces.map(async (one) => await one.start()))),
    stop: async () => void (await Promise.all(pieces.map(async (one) => await one.stop()))),
  };
}

/** Makes something that starts and stops more than once. */
function piece(begin: () => Promise<() => Promise<void>>): Piece {
  let stop: (() => Promise<void>) | undefined;
  return {
    async start() {
      stop ??= await begin();
    },
    async stop() {
      const end = stop;
      stop = undefined;
      await end?.();
    },
  };
}
