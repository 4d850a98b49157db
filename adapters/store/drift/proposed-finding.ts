import { createHash } from "node:crypto";
import { sql } from "kysely";
import { namesIn } from "../../../domain/drift/changers-of.ts";
import type { PersonName } from "../../../domain/schema/approval.ts";
import type { DecidedReaction, DriftField, FindingStatus } from "../../../domain/schema/drift.ts";
import { first, many, type Rows } from "../connect-postgres.ts";

/** A finding that people are asked about, its row locked. */
export interface ProposedFinding {
  readonly id: string;
  readonly componentUid: string;
  readonly component: string;
  readonly kind: string;
  readonly incarnation: number;
  readonly status: FindingStatus;
  readonly statusReason: string;
  readonly fields: readonly DriftField[];
  readonly reaction: DecidedReaction;
  readonly diffDigest: string;
  /** The difference that was last decided about. */
  readonly judgedDigest: string | null;
  readonly approvalId: string | null;
  readonly operationId: string | null;
  readonly isEnded: boolean;
}

/** Locks and reads a finding; undefined when there is none. Its environment is locked. */
export async function lockProposed(rows: Rows, findingId: string): Promise<ProposedFinding | undefined> {
  return await first(
    rows,
    sql<ProposedFinding>`select f.id, c.uid as "componentUid", c.name as component, c.kind, f.incarnation, f.status,
        f.status_reason as "statusReason", f.fields, f.reaction, f.diff_digest as "diffDigest", f.judged_digest as "judgedDigest",
        f.approval_id as "approvalId", f.operation_id as "operationId", f.ended_at is not null as "isEnded"
      from finding f join component c on c.uid = f.component_uid where f.id = ${findingId} for no key update of f`,
  );
}

/** What people say yes to: this very difference of this life of the component. It stands in the place of a plan's digest. */
export function proposalDigest({
  componentUid,
  incarnation,
  diffDigest,
}: Pick<ProposedFinding, "componentUid" | "incarnation" | "diffDigest">): string {
  const about = JSON.stringify(["revert", componentUid, incarnation, diffDigest]);
  return `sha256:${createHash("sha256").update(about).digest("hex")}`;
}

/** Persons that sources may mean by these words: by name, by address, or by an account that is linked to them. */
export async function personsBehind(rows: Rows, changers: readonly string[]): Promise<readonly PersonName[]> {
  const names = [...new Set(changers.flatMap(namesIn))];
  if (names.length === 0) return [];
  return await many(
    rows,
    sql<PersonName>`select p.id, p.name from person p where lower(p.name) = any (${names}) or lower(p.email) = any (${names})
        or exists (select from person_identity i where i.person_id = p.id and lower(i.subject) = any (${names})) order by p.name`,
  );
}
