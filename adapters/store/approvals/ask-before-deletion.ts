import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { parseDuration } from "../../../domain/parse-duration.ts";
import type { ApprovalRule, PersonName } from "../../../domain/schema/approval.ts";
import type { AcceptedRequest } from "../accept-request.ts";
import { first, type Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { currentStage } from "../promotions/insert-promotion.ts";
import { closeDeletionQuestions } from "./close-approvals.ts";
import { openApproval } from "./open-approval.ts";

const DAY_MS = 86_400_000;

/** What a deletion is bound to, in the place of a plan's digest. */
export const DELETION = "delete";

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
  { uid, generation, document, wanted }: Wanted,
): Promise<string> {
  const { from, count, within, breakGlass } = wanted;
  const requesters: readonly PersonName[] =
    actor.kind === "person" && actor.id !== undefined ? [{ id: actor.id, name: actor.name }] : [];
  await requireEnough(rows, { from, count, excluded: requesters });
  const rule: ApprovalRule = { from, count, ...(breakGlass === undefined ? {} : { breakGlass }) };
  const withinMs = parseDuration(within) ?? DAY_MS;
  const nowMs = Date.now();
  const id = await openApproval(rows, {
    subject: "delete",
    environmentUid: uid,
    cause: [uid, DELETION],
    actor,
    about: {
      requester: actor.name,
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
        binding: { releaseDigest: "", planDigest: DELETION, generation },
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

async function requireEnough(
  rows: Rows,
  {
    from,
    count,
    excluded,
  }: { readonly from: string; readonly count: number; readonly excluded: readonly PersonName[] },
): Promise<void> {
  const found = await first(
    rows,
    sql<{ members: number }>`select count(*)::int as members from group_member m join person p on p.id = m.person_id
      where m.group_name = ${from} and p.is_active and not m.person_id = any (${excluded.map(({ id }) => id)})`,
  );
  const members = found?.members ?? 0;
  if (members >= count) return;
  throw new OrchestratorError(
    "APPROVAL_IMPOSSIBLE",
    `${from} has ${members} people besides you who could say yes to the deletion, and ${count} are needed`,
    { details: { group: from, members, count } },
  );
}
