import type { Migration } from "kysely/migration";
import { documentsAndRequests } from "./0001-documents-and-requests.ts";
import { environmentsAndOperations } from "./0002-environments-and-operations.ts";
import { components } from "./0003-components.ts";
import { events } from "./0004-events.ts";
import { turnsOfComponents } from "./0005-turns-of-components.ts";
import { wakesAndWork } from "./0006-wakes-and-work.ts";
import { snapshotDeletions } from "./0007-snapshot-deletions.ts";
import { promotions } from "./0008-promotions.ts";
import { stepsOfOperations } from "./0009-steps.ts";
import { lostData } from "./0010-lost-data.ts";
import { liveArtifacts } from "./0011-live-artifacts.ts";
import { newestPromotions } from "./0011-newest-promotions.ts";
import { people } from "./0012-people.ts";
import { approvals } from "./0013-approvals.ts";
import { chat } from "./0014-chat.ts";
import { notifications } from "./0015-notifications.ts";
import { untoldApprovals } from "./0016-untold-approvals.ts";
import { slackInboxLater } from "./0016-slack-inbox-later.ts";
import { notificationQueues } from "./0017-notification-queues.ts";
import { drift } from "./0018-drift.ts";
import { driftOpens } from "./0018-drift-opens.ts";
import { driftRecords } from "./0018-drift-records.ts";
import { driftTurns } from "./0018-drift-turns.ts";
import { proposals } from "./0018-proposals.ts";
import { sleep } from "./0019-sleep.ts";
import { leaseAgain } from "./0020-lease-again.ts";
import { watchedKinds } from "./0021-watched-kinds.ts";
import { componentNotes } from "./0022-component-notes.ts";
import { upgrades } from "./0023-upgrades.ts";
import { cellSecrets } from "./0024-cell-secrets.ts";
import { cellChecks } from "./0025-cell-checks.ts";

/** Every migration by name. Names sort in the order in which they run; a released one never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-documents-and-requests": documentsAndRequests,
  "0002-environments-and-operations": environmentsAndOperations,
  "0003-components": components,
  "0004-events": events,
  "0005-turns-of-components": turnsOfComponents,
  "0006-wakes-and-work": wakesAndWork,
  "0007-snapshot-deletions": snapshotDeletions,
  "0008-promotions": promotions,
  "0009-steps": stepsOfOperations,
  "0010-lost-data": lostData,
  "0011-live-artifacts": liveArtifacts,
  "0011-newest-promotions": newestPromotions,
  "0012-people": people,
  "0013-approvals": approvals,
  "0014-chat": chat,
  "0015-notifications": notifications,
  "0016-untold-approvals": untoldApprovals,
  "0016-slack-inbox-later": slackInboxLater,
  "0017-notification-queues": notificationQueues,
  "0018-drift": drift,
  "0018-drift-opens": driftOpens,
  "0018-drift-records": driftRecords,
  "0018-drift-turns": driftTurns,
  "0018-proposals": proposals,
  "0019-sleep": sleep,
  "0020-lease-again": leaseAgain,
  "0021-watched-kinds": watchedKinds,
  "0022-component-notes": componentNotes,
  "0023-upgrades": upgrades,
  "0024-cell-secrets": cellSecrets,
  "0025-cell-checks": cellChecks,
};
