import { type RawBuilder, sql } from "kysely";
import { groupsAsked } from "../../../domain/approvals/decide-approval.ts";
import type { ApprovalView } from "../../../domain/schema/approval.ts";
import type { PromotionState } from "../../../domain/schema/phases.ts";
import type { ApprovalFilter } from "../approvals-port.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import { visibleEnvironment } from "../visible-rows.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { Listed, Page } from "../views-port.ts";
import type { LockedApproval } from "./lock-approval.ts";

type Row = Pick<
  LockedApproval,
  | "id"
  | "subject"
  | "project"
  | "environment"
  | "environmentUid"
  | "promotionId"
  | "gate"
  | "release"
  | "question"
  | "state"
  | "about"
  | "remindAt"
  | "escalateAt"
> & {
  readonly position: string;
  readonly class: ApprovalView["class"];
  readonly previousRelease: string | null;
  readonly askedAt: number;
  readonly chatFault: string | null;
  readonly version: number;
  readonly promotionState: PromotionState | null;
  readonly promotionReason: string | null;
  readonly members: readonly { readonly id: string; readonly name: string; readonly group: string }[];
  /** Names of those who may vote and have not, where anybody may. */
  readonly voters: readonly string[];
};

const NAMES_MAX = 50;

const VIEW = sql`
  a.position::text as position, a.id, a.subject, a.project, a.environment, a.environment_uid as "environmentUid", a.class,
  a.promotion_id as "promotionId", a.gate, a.release, a.previous_release as "previousRelease", a.question, a.state, a.about,
  epoch_ms(a.asked_at) as "askedAt", epoch_ms(a.remind_at) as "remindAt", epoch_ms(a.escalate_at) as "escalateAt", a.chat_fault as "chatFault",
  a.version, p.state as "promotionState", p.reason as "promotionReason",
  coalesce((select json_agg(json_build_object('id', m.person_id, 'name', n.name, 'group', m.group_name) order by n.name)
    from group_member m join person n on n.id = m.person_id
    where n.is_active and m.group_name in (a.question -> 'rule' ->> 'from', a.question -> 'rule' ->> 'escalateTo')), '[]') as members,
  coalesce((select json_agg(v.name order by v.name) from voters_of(a.project, a.environment, a.class) v
    where (a.question -> 'rule' ->> 'isAnyVoter')::boolean and a.status = 'pending'
      and not exists (select from json_array_elements(a.question -> 'excluded') x where x ->> 'id' = v.id)
      and not exists (select from json_array_elements(a.state -> 'votes') x where x -> 'person' ->> 'id' = v.id)), '[]') as voters`;

const FROM = sql`from approval a left join promotion p on p.id = a.promotion_id`;

/** Approvals, newest first. */
export async function listApprovals({ rows }: Postgres, page: Page & ApprovalFilter): Promise<Listed<ApprovalView>> {
  const after = readCursor(page, 1);
  const { project, environment, status, promotionId } = page;
  const filters = [
    ...(project === undefined ? [] : [sql`a.project = ${project}`]),
    ...(environment === undefined ? [] : [sql`a.environment = ${environment}`]),
    ...(status === undefined ? [] : [sql`a.status = ${status}`]),
    ...(promotionId === undefined ? [] : [sql`a.promotion_id = ${promotionId}`]),
    visibleEnvironment(page.visible, { project: sql`a.project`, name: sql`a.environment`, class: sql`a.class` }),
    ...(after === undefined ? [] : [sql`a.position < ${after[0] ?? "0"}::bigint`]),
    sql`true`,
  ];
  const found = await many(
    rows,
    sql<Row>`select ${VIEW} ${FROM} where ${sql.join(filters, sql` and `)} order by a.position desc limit ${rowsToRead(page)}`,
  );
  const { items, ...next } = listed(found, page, ({ position }) => [position]);
  return { items: items.map(approvalView), ...next };
}

/** One approval; undefined when there is none. */
export async function getApproval({ rows }: Pick<Postgres, "rows">, id: string): Promise<ApprovalView | undefined> {
  const [found] = await approvalViews(rows, sql`a.id = ${id}`);
  return found;
}

/** Approvals that a condition over `approval a` picks. */
export async function approvalViews(rows: Rows, condition: RawBuilder<unknown>): Promise<readonly ApprovalView[]> {
  const found = await many(rows, sql<Row>`select ${VIEW} ${FROM} where ${condition}`);
  return found.map(approvalView);
}

/** Where an approval belongs, and what it is about; undefined when there is none. */
export async function placeOfApproval(
  rows: Rows,
  id: string,
): Promise<Pick<LockedApproval, "environmentUid" | "subject"> | undefined> {
  return await first(
    rows,
    sql<
      Pick<LockedApproval, "environmentUid" | "subject">
    >`select environment_uid as "environmentUid", subject from approval where id = ${id}`,
  );
}

function approvalView(row: Row): ApprovalView {
  const { question, state, about, promotionState } = row;
  const { requester, why, changes, migrations, links } = about;
  const optional = {
    gate: row.gate,
    promotionId: row.promotionId,
    release: row.release,
    previousRelease: row.previousRelease,
    remindAt: row.remindAt,
    escalateAt: row.escalateAt,
    escalatedAt: state.escalatedAt,
    decidedAt: state.decidedAt,
    breakGlass: state.breakGlass,
    chatFault: row.chatFault,
    drift: about.drift,
    isChange: about.isChange === true ? true : undefined,
    areMigrationsUnknown: about.areMigrationsUnknown === true ? true : undefined,
    ...(promotionState === null || promotionState === "Waiting"
      ? {}
      : { progress: { state: promotionState, reason: row.promotionReason ?? "" } }),
  };
  const given = Object.fromEntries(
    Object.entries(optional).filter(([, value]) => value !== null && value !== undefined),
  );
  return {
    id: row.id,
    subject: row.subject,
    project: row.project,
    environment: row.environment,
    environmentUid: row.environmentUid,
    class: row.class,
    binding: question.binding,
    rule: question.rule,
    status: state.status,
    statusReason: state.statusReason,
    requester,
    excluded: question.excluded,
    why,
    changes,
    migrations,
    links,
    votes: state.votes,
    mayVote: namesOfVoters(row),
    askedAt: row.askedAt,
    expiresAt: question.expiresAt,
    version: row.version,
    ...(given as Partial<ApprovalView>),
  };
}

/** Members of the groups that are asked, without those who may not or have voted. Their roles are looked at when they vote. */
function namesOfVoters({ question, state, members, voters }: Row): readonly string[] {
  if (state.status !== "pending") return [];
  if (question.rule.isAnyVoter === true) return voters.slice(0, NAMES_MAX);
  const asked = groupsAsked(question, state);
  const out = new Set([...question.excluded.map(({ id }) => id), ...state.votes.map(({ person }) => person.id)]);
  const names = members.filter(({ id, group }) => asked.includes(group) && !out.has(id)).map(({ name }) => name);
  return [...new Set(names)].slice(0, NAMES_MAX);
}
