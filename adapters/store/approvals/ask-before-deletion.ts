import { createHash } from "node:crypto";
import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { parseDuration } from "../../../domain/parse-duration.ts";
import type { ApprovalRule, PersonName } from "../../../domain/schema/approval.ts";
import type { AcceptedRequest } from "../accept-request.ts";
import { first, type Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { groupMembersIn } from "../people/groups.ts";
import { principalsIn } from "../people/principals.ts";
import { mayVote } from "../../../domain/may-vote.ts";
import type { Resource } from "../../../domain/schema/access.ts";
import { currentStage } from "../promotions/insert-promotion.ts";
import { closeDeletionQuestions } from "./close-approvals.ts";
import { openApproval } from "./open-approval.ts";

const DAY_MS = 86_400_000;

/** What a deletion is bound to, in the place of a plan's digest. */
const deletionDigest = (environmentUid: string, generation: number): string =>
  `sha256:${createHash("sha256")
    .update(JSON.stringify(["delete", environmentUid, generation]))
    .digest("hex")}`;

/**
 * Asks people before an environment whose row is locked is deleted, where its stage says so; a second request joins the
 * question that is open. Answers the approval's id; undefined where nobody is asked.
 * @throws OrchestratorError `APPROVAL_IMPOSSIBLE` where too few could say yes
 */
export async function askBeforeDeletion(
  rows: Rows,
  request: AcceptedRequest,
  { uid, project, name, generation, document }: LockedEnvironment,
): Promise<string | undefined> {
  const wanted = (await currentStage(rows, project, name))?.stage.onDelete?.approval;
  if (wanted === undefined) return undefined;
  const open = await first(
    rows,
    sql<{
      id: string;
    }>`select id from approval where environment_uid = ${uid} and subject = 'delete' and status = 'pending'
      and (question -> 'binding' ->> 'generation')::int = ${generation}`,
  );
  if (open === undefined)
    await closeDeletionQuestions(rows, uid, {
      status: "superseded",
      reason: "the environment has changed since people were asked",
      actor: request.actor,
    });
  const id = open?.id ?? (await ask(rows, request, { uid, project, name, generation, document, wanted }));
  // Who asks for the same has asked, too: their vote does not count.
  await sql`insert into approval_request (approval_id, request_id) values (${id}, ${request.id})`.execute(rows);
  await sql`insert into request_outcome (request_id, outcome, reason) values (${request.id}, 'Asked', ${`approval ${id}`})`.execute(
    rows,
  );
  return id;
}

type Wanted = Pick<LockedEnvironment, "uid" | "project" | "name" | "generation" | "document"> & {
  readonly wanted: {
    readonly from: string;
    readonly count: number;
    readonly within: string;
    readonly breakGlass?: string | undefined;
  };
};

async function ask(
  rows: Rows,
  { actor }: AcceptedRequest,
  { uid, project, name, generation, document, wanted }: Wanted,
): Promise<string> {
  const { from, count, within, breakGlass } = wanted;
  const requesters: readonly PersonName[] =
    actor.kind === "person" && actor.id !== undefined ? [{ id: actor.id, name: actor.name }] : [];
  const environment = { kind: "environment", project, environment: name, class: document.spec.class } as const;
  await requireEnough(rows, { environment, from, count, excluded: requesters });
  const rule: ApprovalRule = { from, count, ...(breakGlass === undefined ? {} : { breakGlass }) };
  const withinMs = parseDuration(within) ?? DAY_MS;
  const nowMs = Date.now();
  const id = await openApproval(rows, {
    subject: "delete",
    environmentUid: uid,
    cause: [uid, "delete"],
    actor,
    about: {
      requester: actor.name,
      actor,
      why: "",
      changes: [
        {
          component: "everything",
          action: "delete",
          reason: `the environment is deleted, with what release ${document.spec.release} made`,
        },
      ],
      migrations: [],
      links: [],
    },
    asked: {
      question: {
        rule,
        binding: { releaseDigest: "", planDigest: deletionDigest(uid, generation), generation },
        excluded: requesters,
        requesters,
        expiresAt: nowMs + withinMs,
      },
      remindAt: nowMs + Math.ceil(withinMs / 2),
      remindEveryMs: Math.ceil(withinMs / 2),
    },
  });
  if (id === undefined) throw new Error("a deletion may always be asked about again");
  return id;
}

async function requireEnough(rows: Rows, { environment, from, count, excluded }: Needed): Promise<void> {
  const ids = await groupMembersIn(rows, from);
  const able = (await principalsIn(rows, ids)).filter(
    (principal) => mayVote(principal, environment) && excluded.every(({ id }) => id !== principal.id),
  );
  if (able.length >= count) return;
  throw new OrchestratorError(
    "APPROVAL_IMPOSSIBLE",
    `${from} has ${able.length} people besides you who could say yes to the deletion, and ${count} are needed`,
    { details: { group: from, members: able.length, count } },
  );
}

interface Needed {
  readonly environment: Extract<Resource, { kind: "environment" }>;
  readonly from: string;
  readonly count: number;
  readonly excluded: readonly PersonName[];
}
