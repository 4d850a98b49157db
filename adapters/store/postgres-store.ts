import { sql } from "kysely";
import { OrchestratorError } from "../../domain/errors.ts";
import { acceptApply } from "./accept-apply.ts";
import { acceptAbandon, acceptCancel } from "./accept-cancel.ts";
import { acceptDelete } from "./accept-delete.ts";
import { acceptDeleteSnapshot } from "./accept-delete-snapshot.ts";
import { acceptDeleteUnused } from "./accept-delete-unused.ts";
import { findAnswer } from "./accept-request.ts";
import { acceptSuspend } from "./accept-suspend.ts";
import { acceptExtend } from "./sleep/accept-extend.ts";
import { acceptWake } from "./sleep/accept-wake.ts";
import { admissionBasis } from "./admission-basis.ts";
import { admit } from "./admit.ts";
import { acceptBallot } from "./approvals/accept-ballot.ts";
import {
  adoptMessage,
  approvalToShow,
  chatRoom,
  recordChatFault,
  untoldApprovals,
  recordMessage,
} from "./approvals/approval-messages.ts";
import { getApproval, listApprovals } from "./approvals/approval-views.ts";
import { passTime } from "./approvals/pass-time.ts";
import { postgresCellCheckRequests } from "./cell-check-requests.ts";
import type { Postgres } from "./connect-postgres.ts";
import { postgresDrift } from "./drift/postgres-drift.ts";
import { endOperation } from "./end-operation.ts";
import {
  catalog,
  listBlueprints,
  listConnections,
  listFreezeWindows,
  listProjects,
  listReleases,
  listVetoes,
} from "./list-documents.ts";
import { lookAtAll, looksDelivered, pendingLooks } from "./outbox.ts";
import {
  acceptEnable,
  acceptRedeliver,
  acceptRedeliverAll,
  acceptTestDelivery,
} from "./notifications/accept-redeliver.ts";
import { claimDelivery, dueSubscriptions } from "./notifications/claim-delivery.ts";
import { fanOut } from "./notifications/fan-out.ts";
import { getDelivery, listDeliveries, listSubscriptions } from "./notifications/read-notifications.ts";
import { forgetDeliveries, recordAttempt } from "./notifications/record-attempt.ts";
import { planBasis } from "./plan-basis.ts";
import { postgresPeople } from "./people/postgres-people.ts";
import type { Store } from "./port.ts";
import { acceptCancelPromotion } from "./promotions/accept-cancel-promotion.ts";
import { acceptDecision } from "./promotions/accept-decision.ts";
import { acceptDeleteDocument } from "./promotions/accept-delete-document.ts";
import { acceptPromote } from "./promotions/accept-promote.ts";
import { acceptRevoke } from "./promotions/accept-revoke.ts";
import { acceptLiftVeto, acceptVeto } from "./promotions/accept-veto.ts";
import { deliveryFacts } from "./promotions/delivery-facts.ts";
import { openPromotions, readConnection, recordFinished, recordGateFinish } from "./promotions/finish-promotion.ts";
import { approvalLedger, gateLedger } from "./promotions/gate-ledger.ts";
import { listPipelines, pipelineStatus, releasesRun } from "./promotions/pipeline-status.ts";
import { promotionBasis } from "./promotions/promotion-basis.ts";
import { getPromotion, listPromotions } from "./promotions/read-promotions.ts";
import { recordLook } from "./promotions/record-look.ts";
import { artifactOfRelease, releaseOfBuild } from "./promotions/release-of-build.ts";
import { componentViews } from "./read-components.ts";
import { getEnvironment, listEnvironments } from "./read-environments.ts";
import { artifactsIn, chatOfProject, placeOf, placeOfEnvironment, saidOfEnvironment } from "./read-places.ts";
import { lastEventSeq, readEvents, sealEvents } from "./read-events.ts";
import {
  getOperation,
  listOperations,
  listSnapshots,
  mustStopStarting,
  runningOperation,
  runningOperations,
} from "./read-operations.ts";
import { recordFault } from "./record-fault.ts";
import { recoverOperation, refuseOperation } from "./recover-operation.ts";
import { takeNext } from "./take-next.ts";
import { visibleProject } from "./visible-rows.ts";

/** The truth in PostgreSQL. `close` closes the connection it was given. */
export function postgresStore(postgres: Postgres): Store {
  return {
    ...postgresPeople(postgres),
    ...postgresCellCheckRequests(postgres),
    ...postgresDrift(postgres),
    catalog: async (projects, visible) => await catalog(postgres, projects, visible),
    placeOf: async (thing) => await placeOf(postgres, thing),
    placeOfEnvironment: async (project, environment) => await placeOfEnvironment(postgres, project, environment),
    saidOfEnvironment: async (project, environment) => await saidOfEnvironment(postgres, project, environment),
    chatOfProject: async (project) => await chatOfProject(postgres, project),
    artifactsIn: async (visible) => await artifactsIn(postgres, visibleProject(visible, sql`r.project`)),
    planBasis: async (project, environment) => await planBasis(postgres, project, environment),
    findAnswer: async (request) => await findAnswer(postgres, request),
    acceptApply: async (request, apply) => await acceptApply(postgres, request, apply),
    acceptDelete: async (request, target) => await acceptDelete(postgres, request, target),
    acceptDeleteUnused: async (request, target) => await acceptDeleteUnused(postgres, request, target),
    acceptDeleteSnapshot: async (request, id) => await acceptDeleteSnapshot(postgres, request, id),
    acceptSuspend: async (request, target) => await acceptSuspend(postgres, request, target),
    acceptWake: async (request, target) => await acceptWake(postgres, request, target),
    acceptExtend: async (request, target) => await acceptExtend(postgres, request, target),
    acceptCancel: async (request, operationId) => await acceptCancel(postgres, request, operationId),
    acceptAbandon: async (request, operationId, reason) =>
      await acceptAbandon(postgres, { ...request, reason }, operationId),

    listProjects: async (page) => await listProjects(postgres, page),
    listBlueprints: async (page) => await listBlueprints(postgres, page),
    listReleases: async (page) => await listReleases(postgres, page),
    listEnvironments: async (page) => await listEnvironments(postgres, page),
    getEnvironment: async (name, project, visible) => await getEnvironment(postgres, { name, project, visible }),
    listComponents: async (environmentUid) => await componentViews(postgres.rows, environmentUid),
    listOperations: async (page) => await listOperations(postgres, page),
    getOperation: async (operationId) => await getOperation(postgres, operationId),
    listSnapshots: async (page) => await listSnapshots(postgres, page),

    acceptPromote: async (request, wish) => await acceptPromote(postgres, request, wish),
    acceptCancelPromotion: async (request, id) => await acceptCancelPromotion(postgres, request, id),
    acceptDecision: async (request, id, decision) => await acceptDecision(postgres, request, id, decision),
    acceptRevoke: async (request, id, reason) => await acceptRevoke(postgres, request, id, reason),
    acceptVeto: async (request, veto) => await acceptVeto(postgres, request, veto),
    acceptLiftVeto: async (request, id) => await acceptLiftVeto(postgres, request, id),
    acceptDeleteDocument: async (request, target) => await acceptDeleteDocument(postgres, request, target),
    listPipelines: async (page) => await listPipelines(postgres, page),
    listConnections: async (page) => await listConnections(postgres, page),
    listFreezeWindows: async (page) => await listFreezeWindows(postgres, page),
    listVetoes: async (page) => await listVetoes(postgres, page),
    listPromotions: async (page) => await listPromotions(postgres, page),
    getPromotion: async (id) => await getPromotion(postgres, id),
    pipelineStatus: async (project, pipeline, visible) =>
      await pipelineStatus(postgres, { project, name: pipeline, visible }),
    releaseOfBuild: async (project, buildId) => await releaseOfBuild(postgres, project, buildId),
    releasesRun: async (project, environment) => await releasesRun(postgres, project, environment),
    deliveryFacts: async (query) => await deliveryFacts(postgres, query),

    listApprovals: async (page) => await listApprovals(postgres, page),
    getApproval: async (id) => await getApproval(postgres, id),
    acceptBallot: async (request, ballot) => await acceptBallot(postgres, request, ballot),
    passTime: async (id, nowMs) => await passTime(postgres, id, nowMs),
    approvalToShow: async (id) => await approvalToShow(postgres, id),
    chatRoom: async (project, environmentClass) => await chatRoom(postgres, project, environmentClass),
    recordMessage: async (id, message) => await recordMessage(postgres, id, message),
    adoptMessage: async (id, address) => await adoptMessage(postgres, id, address),
    recordChatFault: async (id, fault) => await recordChatFault(postgres, id, fault),
    untoldApprovals: async () => await untoldApprovals(postgres),
    approvalLedger: (id) => approvalLedger(postgres, id),

    promotionBasis: async (id) => await promotionBasis(postgres, id),
    recordLook: async (id, look) => await recordLook(postgres, id, look),
    recordGateFinish: async (id, gate, fault) => await recordGateFinish(postgres, { id, gate }, fault),
    recordFinished: async (id) => await recordFinished(postgres, id),
    gateLedger: (id) => gateLedger(postgres, id),
    artifactOfRelease: async (project, version, artifact) =>
      await artifactOfRelease(postgres, { project, version, artifact }),
    connection: async (project, name) => await readConnection(postgres, project, name),
    openPromotions: async () => await openPromotions(postgres),

    listSubscriptions: async (page) => await listSubscriptions(postgres, page),
    listDeliveries: async (page) => await listDeliveries(postgres, page),
    getDelivery: async (id) => await getDelivery(postgres, id),
    acceptRedeliver: async (request, id) => await acceptRedeliver(postgres, request, id),
    acceptRedeliverAll: async (request, range) => await acceptRedeliverAll(postgres, request, range),
    acceptTestDelivery: async (request, target) => await acceptTestDelivery(postgres, request, target),
    acceptEnable: async (request, target) => await acceptEnable(postgres, request, target),
    fanOut: async (options) => await fanOut(postgres, options),
    dueSubscriptions: async (query) => await dueSubscriptions(postgres, query),
    claimDelivery: async (uid, options) => await claimDelivery(postgres, uid, options),
    recordAttempt: async (claim, attempt) => await recordAttempt(postgres, claim, attempt),
    forgetDeliveries: async (before) => await forgetDeliveries(postgres, before),

    readEvents: async (query) => await readEvents(postgres, query),
    lastEventSeq: async () => await lastEventSeq(postgres),
    sealEvents: async () => await sealEvents(postgres),

    pendingLooks: async (limit) => await pendingLooks(postgres, limit),
    looksDelivered: async (ids) => await looksDelivered(postgres, ids),
    lookAtAll: async () => await lookAtAll(postgres),
    onCommit: async (listener) => await postgres.onCommit(listener),
    async ping() {
      await sql`select 1`.execute(postgres.rows);
    },

    takeNext: async (uid, decide) => await takeNext(postgres, uid, decide),
    runningOperation: async (uid) => await runningOperation(postgres, uid),
    runningOperations: async () => await runningOperations(postgres),
    recoverOperation: async (operationId, reason) => await recoverOperation(postgres, operationId, reason),
    admissionBasis: async (operationId) => await admissionBasis(postgres, operationId),
    admit: async (operationId, admission) => await admit(postgres, operationId, admission),
    refuse: async (operationId, reason) => await refuseOperation(postgres, operationId, reason),
    endOperation: async (operationId, end) => await endOperation(postgres, operationId, end),
    mustStopStarting: async (operationId) => await mustStopStarting(postgres, operationId),
    async recordFault(operationId, componentUid, fault) {
      const isMine = await recordFault(postgres, { operationId, componentUid }, fault);
      if (!isMine)
        throw new OrchestratorError("FENCED", `operation "${operationId}" no longer has its turn`, {
          details: { operationId, componentUid },
        });
    },
    close: async () => await postgres.close(),
  };
}
