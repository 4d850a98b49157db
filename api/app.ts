import { OpenAPIHono } from "@hono/zod-openapi";
import type { Artifacts } from "../adapters/artifacts/port.ts";
import type { Authorization } from "../adapters/authorization/port.ts";
import type { Logs, SecretScope } from "../adapters/logs/port.ts";
import type { Secrets } from "../adapters/secrets/port.ts";
import type { StoreOfApi } from "../adapters/store/port.ts";
import { identifyCaller } from "./access/identify-caller.ts";
import { recordRefusals } from "./access/record-refusals.ts";
import { requireDeclared } from "./access/require-declared.ts";
import { breakGlassRoute } from "./approvals/break-glass.ts";
import { getApprovalRoute } from "./approvals/get.ts";
import { listApprovalsRoute } from "./approvals/list.ts";
import { reviewBreakGlassRoute } from "./approvals/review.ts";
import { voteRoute } from "./approvals/vote.ts";
import { withdrawVoteRoute } from "./approvals/withdraw-vote.ts";
import { withdrawApprovalRoute } from "./approvals/withdraw.ts";
import { listArtifactsRoute } from "./artifacts/list.ts";
import { pushArtifactRoute } from "./artifacts/push.ts";
import { authenticateWith } from "./authenticate.ts";
import { deleteBlueprintRoute } from "./blueprints/delete.ts";
import { listBlueprintsRoute } from "./blueprints/list.ts";
import { getCellCheckRoute } from "./cells/get-check.ts";
import { requestCellCheckRoute } from "./cells/request-check.ts";
import { deleteConnectionRoute } from "./connections/delete.ts";
import { listConnectionsRoute } from "./connections/list.ts";
import { getDeliveryRoute } from "./deliveries/get.ts";
import { listDeliveriesRoute } from "./deliveries/list.ts";
import { redeliverRoute } from "./deliveries/redeliver.ts";
import { type ApplyDeps, applyRoute } from "./documents/apply.ts";
import { answerFindingRoute } from "./drift/answer-finding.ts";
import { explainDriftRoute } from "./drift/explain.ts";
import { getFindingRoute } from "./drift/get-finding.ts";
import { getSweepRoute } from "./drift/get-sweep.ts";
import { listFindingsRoute } from "./drift/list-findings.ts";
import { listSweepsRoute } from "./drift/list-sweeps.ts";
import { requestSweepRoute } from "./drift/request-sweep.ts";
import { deleteEnvironmentRoute } from "./environments/delete.ts";
import { extendEnvironmentRoute } from "./environments/extend.ts";
import { getEnvironmentRoute } from "./environments/get.ts";
import { listEnvironmentsRoute } from "./environments/list.ts";
import { checkReleaseRoute } from "./environments/release-check.ts";
import { resumeEnvironmentRoute } from "./environments/resume.ts";
import { suspendEnvironmentRoute } from "./environments/suspend.ts";
import { wakeEnvironmentRoute } from "./environments/wake.ts";
import { readEventsRoute } from "./events/read.ts";
import { deleteFreezeWindowRoute } from "./freeze-windows/delete.ts";
import { listFreezeWindowsRoute } from "./freeze-windows/list.ts";
import { listGateKindsRoute } from "./gates/list.ts";
import { liveRoute } from "./health/live.ts";
import { readyRoute } from "./health/ready.ts";
import type { Check } from "./health/run-checks.ts";
import type { ApiEnv } from "./http/api-env.ts";
import { takeIdempotencyKey } from "./http/identify-request.ts";
import type { Log } from "./http/log.ts";
import { refuseInvalid } from "./http/refuse-invalid.ts";
import { refuseTokenInUrl } from "./http/refuse-token-in-url.ts";
import { refuseUnknown } from "./http/refuse-unknown.ts";
import { traceRequests } from "./http/trace-requests.ts";
import { listKindsRoute } from "./kinds/list.ts";
import { readLogsRoute } from "./logs/read.ts";
import { readDeliveryMetricsRoute } from "./metrics/delivery.ts";
import { abandonOperationRoute } from "./operations/abandon.ts";
import { cancelOperationRoute } from "./operations/cancel.ts";
import { getOperationRoute } from "./operations/get.ts";
import { listOperationsRoute } from "./operations/list.ts";
import { peopleRoutes } from "./people-routes.ts";
import { deletePipelineRoute } from "./pipelines/delete.ts";
import { getPipelineRoute } from "./pipelines/get.ts";
import { listPipelinesRoute } from "./pipelines/list.ts";
import { answerOf, problemOf } from "./problem.ts";
import { deleteProjectRoute } from "./projects/delete.ts";
import { listProjectsRoute } from "./projects/list.ts";
import { cancelPromotionRoute } from "./promotions/cancel.ts";
import { explainPromotionRoute } from "./promotions/explain.ts";
import { getPromotionRoute } from "./promotions/get.ts";
import { leavePromotionRoute } from "./promotions/leave.ts";
import { listPromotionsRoute } from "./promotions/list.ts";
import { promoteRoute } from "./promotions/promote.ts";
import { restorePromotionRoute } from "./promotions/restore.ts";
import { retryPromotionRoute } from "./promotions/retry.ts";
import { revokePromotionRoute } from "./promotions/revoke.ts";
import { skipPromotionRoute } from "./promotions/skip.ts";
import { createReleaseRoute } from "./releases/create.ts";
import { deleteReleaseRoute } from "./releases/delete.ts";
import { diffReleasesRoute } from "./releases/diff.ts";
import { listReleasesRoute } from "./releases/list.ts";
import { createSlackRoutes } from "./slack/routes.ts";
import type { SlackDeps } from "./slack/slack-deps.ts";
import type { DocumentSchema } from "./schemas/document-schema.ts";
import { getSchemaRoute } from "./schemas/get.ts";
import { listSchemasRoute } from "./schemas/list.ts";
import { deleteSecretRoute } from "./secrets/delete.ts";
import { listSecretsRoute } from "./secrets/list.ts";
import { setSecretRoute } from "./secrets/set.ts";
import { deleteSnapshotRoute } from "./snapshots/delete.ts";
import { listSnapshotsRoute } from "./snapshots/list.ts";
import { listStepKindsRoute } from "./steps/list.ts";
import type { OpenStreams } from "./streams/open-streams.ts";
import { deleteSubscriptionRoute } from "./subscriptions/delete.ts";
import { enableSubscriptionRoute } from "./subscriptions/enable.ts";
import { listSubscriptionsRoute } from "./subscriptions/list.ts";
import { redeliverSubscriptionRoute } from "./subscriptions/redeliver.ts";
import { testSubscriptionRoute } from "./subscriptions/test.ts";
import { getVersionRoute } from "./version/get.ts";
import { vetoReleaseRoute } from "./vetoes/create.ts";
import { liftVetoRoute } from "./vetoes/lift.ts";
import { listVetoesRoute } from "./vetoes/list.ts";
import type { Bell } from "./wakes/bell.ts";

/** Everything the API is made of. */
export interface ApiDeps extends ApplyDeps {
  readonly store: StoreOfApi;
  readonly artifacts: Artifacts;
  readonly secrets: Secrets;
  /** Logs in which no secret of the scope can be read. */
  readonly logsOf: (scope: SecretScope & { readonly cell: string }) => Logs;
  /** Decides what callers may do. */
  readonly authorization: Authorization;
  /** The installation's own token, which may everything but vote. */
  readonly token: string;
  /** Of the server, for `/v1/version`. */
  readonly version: string;
  /** In the order in which the kinds build on each other. */
  readonly documentSchemas: readonly DocumentSchema[];
  /** What `/readyz` asks. */
  readonly checks: readonly Check[];
  readonly streams: OpenStreams;
  /** Rings when there are new sealed events. */
  readonly sealed: Bell;
  /** What answers Slack; absent where Slack is off: then nothing is at its paths. */
  readonly slack?: SlackDeps;
  readonly log: Log;
}

/** The HTTP API as an app whose `fetch` answers requests; it starts nothing. */
export function createApi(deps: ApiDeps) {
  const { store, secrets, artifacts } = deps;
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  app.onError((error, context) => {
    const traceId = context.get("traceId");
    const found = problemOf(error, traceId);
    if (found.status >= 500)
      deps.log.error("a request failed", error, { traceId, method: context.req.method, path: context.req.path });
    const { body, headers } = answerOf(found);
    return new Response(body, {
      status: found.status,
      headers: { ...Object.fromEntries(context.res.headers), ...headers },
    });
  });
  const caller = {
    authenticate: authenticateWith(deps.token, store),
    authorization: deps.authorization,
    refusals: recordRefusals(store, { log: deps.log }),
  };
  app.use("*", traceRequests, refuseTokenInUrl);
  app.use("/v1/*", identifyCaller(caller), takeIdempotencyKey);
  const routes = app
    .route("/", applyRoute(deps))
    .route("/", listProjectsRoute(store))
    .route("/", deleteProjectRoute(store))
    .route("/", listBlueprintsRoute(store))
    .route("/", deleteBlueprintRoute(store))
    .route("/", listReleasesRoute(store))
    .route("/", createReleaseRoute(deps))
    .route("/", diffReleasesRoute(store))
    .route("/", deleteReleaseRoute(store))
    .route("/", listEnvironmentsRoute(store))
    .route("/", getEnvironmentRoute(store))
    .route("/", checkReleaseRoute(store))
    .route("/", deleteEnvironmentRoute(deps))
    .route("/", suspendEnvironmentRoute(store))
    .route("/", resumeEnvironmentRoute(store))
    .route("/", wakeEnvironmentRoute(store))
    .route("/", extendEnvironmentRoute(store))
    .route("/", readLogsRoute(deps))
    .route("/", explainDriftRoute(deps))
    .route("/", listFindingsRoute(store))
    .route("/", getFindingRoute(deps))
    .route("/", answerFindingRoute(deps))
    .route("/", listSweepsRoute(store))
    .route("/", getSweepRoute(store))
    .route("/", requestSweepRoute(store))
    .route("/", listOperationsRoute(store))
    .route("/", getOperationRoute(store))
    .route("/", cancelOperationRoute(store))
    .route("/", abandonOperationRoute(store))
    .route("/", listSnapshotsRoute(store))
    .route("/", deleteSnapshotRoute(store))
    .route("/", promoteRoute(store))
    .route("/", listPromotionsRoute(store))
    .route("/", getPromotionRoute(store))
    .route("/", explainPromotionRoute(store))
    .route("/", cancelPromotionRoute(store))
    .route("/", retryPromotionRoute(store))
    .route("/", skipPromotionRoute(store))
    .route("/", restorePromotionRoute(store))
    .route("/", leavePromotionRoute(store))
    .route("/", revokePromotionRoute(store))
    .route("/", listApprovalsRoute(store))
    .route("/", getApprovalRoute(store))
    .route("/", voteRoute(store))
    .route("/", withdrawVoteRoute(store))
    .route("/", withdrawApprovalRoute(store))
    .route("/", breakGlassRoute(store))
    .route("/", reviewBreakGlassRoute(store))
    .route("/", listPipelinesRoute(store))
    .route("/", getPipelineRoute(store))
    .route("/", deletePipelineRoute(store))
    .route("/", listConnectionsRoute(store))
    .route("/", deleteConnectionRoute(store))
    .route("/", listFreezeWindowsRoute(store))
    .route("/", deleteFreezeWindowRoute(store))
    .route("/", listVetoesRoute(store))
    .route("/", vetoReleaseRoute(store))
    .route("/", liftVetoRoute(store))
    .route("/", listSubscriptionsRoute(deps))
    .route("/", deleteSubscriptionRoute(store))
    .route("/", testSubscriptionRoute(store))
    .route("/", enableSubscriptionRoute(store))
    .route("/", redeliverSubscriptionRoute(store))
    .route("/", listDeliveriesRoute(store))
    .route("/", getDeliveryRoute(store))
    .route("/", redeliverRoute(store))
    .route("/", readEventsRoute(deps))
    .route("/", readDeliveryMetricsRoute(store))
    .route("/", pushArtifactRoute(artifacts))
    .route("/", listArtifactsRoute(deps))
    .route("/", listSecretsRoute(secrets))
    .route("/", setSecretRoute(secrets))
    .route("/", deleteSecretRoute(secrets))
    .route("/", listKindsRoute(deps.kinds))
    .route("/", listGateKindsRoute(deps.gates))
    .route("/", listStepKindsRoute(deps.steps))
    .route("/", listSchemasRoute(deps.documentSchemas))
    .route("/", getSchemaRoute(deps.documentSchemas))
    .route("/", requestCellCheckRoute(store, deps.cells))
    .route("/", getCellCheckRoute(store, deps.cells))
    .route("/", getVersionRoute(deps.version))
    .route("/", peopleRoutes(store))
    .route("/", liveRoute())
    .route("/", readyRoute(deps.checks));
  app.route("/", createSlackRoutes(deps.slack));
  requireDeclared(app, [
    { prefix: "/slack/", why: "Slack signs what it sends, and each click is authorised where it is handled" },
  ]);
  app.notFound(refuseUnknown(app));
  return routes;
}
