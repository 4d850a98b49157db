import { join } from "node:path";
import { orchestratorActivities } from "../../activities/orchestrator.ts";
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
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import { postgresStore } from "../../adapters/store/postgres-store.ts";
import { ORCHESTRATOR_TASK_QUEUE, PROMOTION_TASK_QUEUE } from "../../workflows/messages.ts";
import { componentKindByName } from "../component-kinds.ts";
import { dieAtEffect } from "../die-at-point.ts";
import { digestJson } from "../digest.ts";
import { localFiles } from "../local-files.ts";
import { gateByKind, stepByKind } from "../gates-and-steps.ts";
import { readEnvironment, WORKER_VARIABLES } from "../environment.ts";
import { runWorker } from "../run-worker.ts";
import { workflowBundle } from "./workflow-bundle.ts";
import { workflowStateOf } from "./workflow-state-of.ts";

const config = readEnvironment(WORKER_VARIABLES);
const stateDir = config.HOLDFAST_STATE_DIR;
const bundle = workflowBundle(join(stateDir, "bundles"));
const store = postgresStore(connectPostgres(config.DATABASE_URL, { poolMax: 10 }));
const { secrets, artifacts } = await localFiles(stateDir);
const authorization = cedarAuthorization();
const calendar = rruleTemporalCalendar();
const tools = { kinds: componentKindByName, expressions: celExpressions(), secrets, digest: digestJson };
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
  reached: dieAtEffect(process.env),
});
const asking = approvalActivities({ store, now: () => Date.now(), ...showing() });

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
        }),
        ...promoting,
      },
      maxCachedWorkflows: 500,
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
  ],
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
      reached: dieAtEffect(process.env),
    }),
  };
}
