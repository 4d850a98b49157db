import { readFile } from "node:fs/promises";
import { Client, Connection } from "@temporalio/client";
import { cedarAuthorization } from "../adapters/authorization/cedar-authorization.ts";
import { rruleTemporalCalendar } from "../adapters/calendar/rrule-temporal-calendar.ts";
import { checkedKind, checkedStageKind } from "../adapters/documents/checked-kind.ts";
import { DOCUMENT_KINDS, documentJsonSchema } from "../adapters/documents/document-json-schemas.ts";
import { yamlDocuments } from "../adapters/documents/yaml-documents.ts";
import { celExpressions } from "../adapters/expressions/cel-expressions.ts";
import { directoryLogs } from "../adapters/logs/directory-logs.ts";
import { hideUnmaskable } from "../adapters/logs/hide-unmaskable.ts";
import { maskSecrets } from "../adapters/logs/mask-secrets.ts";
import { notificationWays, notifyBy, type Ways } from "../adapters/notify/notify.ts";
import { ambiguousSecretVariables } from "../adapters/secrets/environment-secrets.ts";
import { plannedSecrets } from "../adapters/secrets/planned-secrets.ts";
import { postgresSecretQuestions } from "../adapters/store/secrets/postgres-secret-questions.ts";
import { connectPostgres } from "../adapters/store/connect-postgres.ts";
import { postgresStore } from "../adapters/store/postgres-store.ts";
import { dieAtEffect } from "../workers/die-at-point.ts";
import { componentKinds } from "../workers/component-kinds.ts";
import { digestJson } from "../workers/digest.ts";
import { readEnvironment } from "../workers/environment.ts";
import { gateByKind, stepByKind } from "../workers/gates-and-steps.ts";
import { localFiles } from "../workers/local-files.ts";
import { recordRefusals } from "./access/record-refusals.ts";
import { createApi } from "./app.ts";
import { API_VARIABLES } from "./config.ts";
import { ensureToken } from "./ensure-token.ts";
import { sealEvents } from "./events/seal-events.ts";
import { databaseCheck } from "./health/database-check.ts";
import { temporalCheck, workersCheck } from "./health/temporal-checks.ts";
import { jsonLog } from "./http/log.ts";
import { serve } from "./http/serve.ts";
import { deliverNotifications } from "./notifications/deliver-notifications.ts";
import { fanOutEvents } from "./notifications/fan-out-events.ts";
import { slackCheck } from "./health/slack-check.ts";
import { sweepsCheck } from "./health/sweeps-check.ts";
import { closeSlackInbox } from "./slack/close-inbox.ts";
import { createBackground } from "./slack/background.ts";
import { handleSlackInbox } from "./slack/handle-inbox.ts";
import { learnTeam } from "./slack/learn-team.ts";
import type { SlackDeps } from "./slack/slack-deps.ts";
import { readPublicUrl, readSlackConfig } from "../workers/slack-config.ts";
import type { Chat } from "../adapters/chat/port.ts";
import { slackChat } from "../adapters/chat/slack-chat.ts";
import { slackRendering } from "../adapters/chat/slack-rendering.ts";
import { postgresSlackInbox } from "../adapters/store/chat/postgres-slack-inbox.ts";
import { deliverLooks, type SendLook } from "./outbox/deliver-looks.ts";
import { sendLookThrough } from "./outbox/send-look.ts";
import { createOpenStreams } from "./streams/open-streams.ts";
import { createBell } from "./wakes/bell.ts";
import { hearCommits } from "./wakes/hear-commits.ts";

const STREAMS_MAX = { all: 200, perReader: 50 };

const config = readConfig();
const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};
const token = await ensureToken(config.HOLDFAST_TOKEN_FILE);
const log = jsonLog((line) => process.stdout.write(line));
const { artifacts, sealed, secrets, runs } = await localFiles(config.HOLDFAST_STATE_DIR);

// Both connect when they are first used, and again after a loss: the API starts and answers while either is away.
const postgres = connectPostgres(config.DATABASE_URL);
const store = postgresStore(postgres);
const planned = plannedSecrets({ local: secrets, questions: postgresSecretQuestions(postgres) });
const authorization = cedarAuthorization();
// Connections of its own: telling people takes none from those who work.
const notifications = postgresStore(connectPostgres(config.DATABASE_URL, { poolMax: 4 }));
const connection = Connection.lazy({
  address: config.TEMPORAL_ADDRESS,
  // Left to itself the client waits up to 2 minutes before it tries a server again that was away.
  channelArgs: { "grpc.initial_reconnect_backoff_ms": 100, "grpc.max_reconnect_backoff_ms": 1_000 },
});
const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
const temporal = { client, address: config.TEMPORAL_ADDRESS };

const reached = dieAtEffect(process.env);
const stopping = new AbortController();
const until = { log, signal: stopping.signal };
const commits = createBell();
const sealedEvents = createBell();
const hearing = hearCommits(store, commits, until);
const sealing = sealEvents(store, { commits, sealed: sealedEvents }, until);
const ways = waysOf(config);
const due = createBell();
const loop = { now: () => Date.now(), ...until };
const telling = [
  fanOutEvents(notifications, { sealed: sealedEvents, due }, loop),
  deliverNotifications(notifications, notifyBy(ways, secrets), { due, ...loop }),
];
const slack = slackDeps();
const handling =
  slack === undefined
    ? [{ ended: closeSlackInbox(postgresSlackInbox(postgres), until) }]
    : [slack.own, handleSlackInbox(slack, { commits, signal: stopping.signal })];
const delivering = deliverLooks(store, sendReaching(sendLookThrough(client)), { commits, ...until });

const streams = createOpenStreams(STREAMS_MAX);
const api = createApi({
  token,
  authorization,
  version,
  store,
  documents: yamlDocuments(),
  expressions: celExpressions(),
  secrets: { ...secrets, version: planned.version, names: planned.names },
  artifacts,
  logsOf: ({ cell, ...scope }) => {
    const keeper = async () => ((await planned.isKeptBy(cell)) ? cell : undefined);
    const mask = hideUnmaskable(maskSecrets({ secrets, sealed }, scope), keeper);
    return directoryLogs({ root: runs, mask: (_, line) => mask(line) });
  },
  kinds: componentKinds.map((driver) => ({ ...driver, checked: checkedKind(driver) })),
  gates: [...gateByKind.values()].map((gate) => ({ ...gate, checked: checkedStageKind(gate) })),
  steps: [...stepByKind.values()].map((step) => ({ ...step, checked: checkedStageKind(step) })),
  calendar: rruleTemporalCalendar(),
  ways: notificationWays(ways),
  documentSchemas: DOCUMENT_KINDS.map((kind) => ({ kind, schema: documentJsonSchema(kind) })),
  cells: config.HOLDFAST_CELL,
  digest: digestJson,
  checks: [
    databaseCheck(store),
    temporalCheck(temporal, delivering.fault),
    workersCheck(temporal),
    sweepsCheck({ store, everyMs: config.HOLDFAST_SWEEP_EVERY_SECONDS * 1_000, now: () => Date.now() }),
    ...(slack === undefined ? [] : [slackOf(slack.chat)]),
  ],
  ...(slack === undefined ? {} : { slack }),
  streams,
  sealed: sealedEvents,
  log,
});
const server = await serve(api.fetch, config.HOLDFAST_API_PORT);
const ambiguous = ambiguousSecretVariables(process.env);
if (ambiguous.length > 0)
  log.info("secrets are not read: write two underscores between project and name", { variables: ambiguous });
log.info("the API answers", { url: server.url, version, tokenFile: config.HOLDFAST_TOKEN_FILE });

const stop = async () => {
  streams.closeAll();
  await server.drain();
  stopping.abort();
  await slack?.background.idle();
  await Promise.all([hearing, sealing.ended, delivering.ended, ...[...telling, ...handling].map(({ ended }) => ended)]);
  await connection.close();
  await store.close();
  await notifications.close();
  log.info("the API has stopped");
};
for (const name of ["SIGTERM", "SIGINT"] as const) {
  process.once(name, () => {
    stop().catch((error: unknown) => {
      log.error("stopping failed", error);
      process.exitCode = 1;
    });
  });
}

/** Slack's side; undefined where Slack is off. */
function slackDeps() {
  if (config.slack === undefined) return undefined;
  const { token: slackToken, apiUrl, appId, isSimulator, signingSecrets, replyOrigins } = config.slack;
  const chat = slackChat({ token: slackToken, apiUrl, appId, isSimulator });
  const own = learnTeam(chat, until);
  return {
    own,
    ownTeam: own.team,
    inbox: postgresSlackInbox(postgres),
    store,
    principalOfIdentity: async (system, tenant, subject) => await store.principalOfIdentity(system, tenant, subject),
    authorization,
    refusals: recordRefusals(store, { log }),
    modeOf: async (project) => (await store.chatRoom(project, "prod"))?.mode ?? "decide",
    chat,
    rendering: slackRendering({
      isSimulator,
      ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    }),
    adoptCopy: async (approvalId, address) => await store.adoptMessage(approvalId, address),
    inbound: { signingSecrets, appId, replyOrigins },
    background: createBackground(log),
    log,
    reached,
  } satisfies SlackDeps & { readonly own: unknown };
}

/** Whether people are told. */
function slackOf(chat: Chat) {
  return slackCheck({ chat, untold: async () => await store.untoldApprovals(), now: () => Date.now() });
}

/** Looks with a named point on either side of each. */
function sendReaching(send: SendLook): SendLook {
  return async (target) => {
    reached("before signal", `look/${target.kind}`);
    await send(target);
    reached("signalled", `look/${target.kind}`);
  };
}

/** How people can be told, as configured. */
function waysOf(configured: typeof config): Ways {
  const {
    HOLDFAST_WEBHOOK_ALLOW_PRIVATE: arePrivateAllowed,
    HOLDFAST_SMTP_URL: url,
    HOLDFAST_MAIL_FROM: from,
  } = configured;
  const mail = url === undefined || from === undefined ? {} : { mail: { url, from } };
  // A client of its own: a limit on notices holds up no approval.
  const chat = configured.slack === undefined ? {} : { chat: slackChat(configured.slack) };
  return { webhooks: { arePrivateAllowed, now: () => Date.now() }, ...mail, ...chat };
}

/** The configuration; where it is not complete, says so without a stack and ends. */
function readConfig() {
  try {
    const slack = readSlackConfig(process.env, "receiving");
    return { ...readEnvironment(API_VARIABLES), slack, publicUrl: readPublicUrl(process.env) };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
