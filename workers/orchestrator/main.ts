import { join } from "node:path";
import { z } from "zod";
import { orchestratorActivities } from "../../activities/orchestrator.ts";
import { sweepActivities } from "../../activities/sweep-activities.ts";
import { judgeFindings } from "../../activities/sweeps/judge-findings.ts";
import { keepSchedules } from "../../activities/sweeps/keep-schedules.ts";
import { promotionActivities } from "../../activities/promotion-activities.ts";
import type { ShowApproval } from "../../activities/approvals/approval-ports.ts";
import { showInChat } from "../../activities/approvals/show-approval.ts";
import { slackChat } from "../../adapters/chat/slack-chat.ts";
import { slackRendering } from "../../adapters/chat/slack-rendering.ts";
import { readPublicUrl, readSlackConfig } from "../slack-config.ts";
import { approvalActivities } from "../../activities/approval-activities.ts";
import { cedarAuthorization } from "../../adapters/authorization/cedar-authorization.ts";
import { rruleTemporalCalendar } from "../../adapters/calendar/rrule-temporal-calendar.ts";
import { celExpressions } from "../../adapters/expressions/cel-expressions.ts";
import { plannedSecrets } from "../../adapters/secrets/planned-secrets.ts";
import { postgresSecretQuestions } from "../../adapters/store/secrets/postgres-secret-questions.ts";
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import { idOfCause } from "../../adapters/store/id-of-cause.ts";
import { postgresStore } from "../../adapters/store/postgres-store.ts";
import { ORCHESTRATOR_TASK_QUEUE, PROMOTION_TASK_QUEUE, SWEEPS_TASK_QUEUE } from "../../workflows/messages.ts";
import { componentKindByName } from "../component-kinds.ts";
import { dieAtEffect } from "../die-at-point.ts";
import { digestJson } from "../digest.ts";
import { localFiles } from "../local-files.ts";
import { gateByKind, stepByKind } from "../gates-and-steps.ts";
import { readEnvironment, WORKER_VARIABLES } from "../environment.ts";
import { runWorker } from "../run-worker.ts";
import { temporalSchedules } from "./temporal-schedules.ts";
import { workflowBundle } from "./workflow-bundle.ts";
import { workflowStateOf } from "./workflow-state-of.ts";

/** After this a sweep looks at nothing more: what hangs is looked at again by the next one. */
const SWEEP_LIMIT_MS = 900_000;

const config = readEnvironment({
  ...WORKER_VARIABLES,
  HOLDFAST_SWEEP_EVERY_SECONDS: z.coerce
    .number()
    .int()
    .min(5)
    .max(86_400)
    .default(900)
    .describe("How often everything in a place is looked at for drift, seconds."),
  HOLDFAST_BUNDLE_DIR: z
    .string()
    .min(1)
    .optional()
    .describe("Keeps the bundles of workflows that were built; `bundles` in the state directory by default."),
});
const stateDir = config.HOLDFAST_STATE_DIR;
const bundle = workflowBundle(config.HOLDFAST_BUNDLE_DIR ?? join(stateDir, "bundles"));
const postgres = connectPostgres(config.DATABASE_URL, { poolMax: 10 });
const store = postgresStore(postgres);
const { secrets, artifacts } = await localFiles(stateDir);
const authorization = cedarAuthorization();
const calendar = rruleTemporalCalendar();
const reached = dieAtEffect(process.env);
const planned = plannedSecrets({ local: secrets, questions: postgresSecretQuestions(postgres) });
const tools = { kinds: componentKindByName, expressions: celExpressions(), secrets: planned, digest: digestJson };
const promoting = promotionActivities({
  store,
  tools,
  calendar,
  gates: gateByKind,
  secrets,
  authorization,
  artifacts,
  fetch,
  now: () => Date.now(),
  reached,
});
const asking = approvalActivities({ store, now: () => Date.now(), ...showing() });
const say = (line: string) => process.stdout.write(`${new Date().toISOString()} ${line}\n`);
const sayAgain = (what: string) => (error: unknown) =>
  say(`${what} failed, tried again: ${error instanceof Error ? error.message : String(error)}`);

await runWorker({
  name: "orchestrator",
  address: config.TEMPORAL_ADDRESS,
  namespace: config.TEMPORAL_NAMESPACE,
  stateDir,
  options: async (client) => [
    {
      taskQueue: ORCHESTRATOR_TASK_QUEUE,
      workflowBundle: { codePath: await bundle },
      activities: {
        ...orchestratorActivities({
          store,
          tools,
          calendar,
          authorization,
          steps: stepByKind,
          workflowState: async (operationId) => await workflowStateOf(client, operationId),
          now: () => Date.now(),
          reached,
        }),
        ...promoting,
      },
      // Each takes about 0.2 MB, and most wait: one that has left is replayed from a short history when it goes on.
      maxCachedWorkflows: 200,
      maxConcurrentWorkflowTaskExecutions: 40,
      maxConcurrentActivityTaskExecutions: 100,
      stickyQueueScheduleToStartTimeout: "1s",
      maxHeartbeatThrottleInterval: "1s",
    },
    {
      // Apart, so that outside systems that are slow hold no environment up.
      taskQueue: PROMOTION_TASK_QUEUE,
      activities: { ...promoting, ...asking },
      maxConcurrentActivityTaskExecutions: 200,
      maxHeartbeatThrottleInterval: "1s",
    },
    {
      // Apart, and few: they hold locks of environments, one after the other, and leave connections to everybody else.
      taskQueue: SWEEPS_TASK_QUEUE,
      activities: sweepActivities({
        store,
        sweepIdOf: (cause) => idOfCause("sw", [cause]),
        limitMs: SWEEP_LIMIT_MS,
        now: () => Date.now(),
        reached,
      }),
      maxConcurrentActivityTaskExecutions: 3,
      maxHeartbeatThrottleInterval: "1s",
    },
  ],
  beside: async (signal, client) => {
    const looking = {
      store,
      schedules: temporalSchedules(client, { limitMs: SWEEP_LIMIT_MS }),
      everyMs: config.HOLDFAST_SWEEP_EVERY_SECONDS * 1_000,
      signal,
      now: () => performance.now(),
      reached,
    };
    await Promise.all([
      keepSchedules({ ...looking, onError: sayAgain("keeping the schedules of sweeps") }),
      judgeFindings({ store, signal, now: () => Date.now(), onError: sayAgain("deciding about findings") }),
    ]);
  },
});
await store.close();

/** Approvals are shown where Slack is configured. */
function showing(): { readonly show?: ShowApproval } {
  const slack = readSlackConfig(process.env, "sending");
  if (slack === undefined) return {};
  const publicUrl = readPublicUrl(process.env);
  const { token, apiUrl, appId, isSimulator } = slack;
  return {
    show: showInChat({
      chat: slackChat({ token, apiUrl, appId, isSimulator }),
      rendering: slackRendering({ isSimulator, ...(publicUrl === undefined ? {} : { publicUrl }) }),
      store,
      now: () => Date.now(),
      digest: digestJson,
      reached,
    }),
  };
}
