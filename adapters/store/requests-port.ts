import type { ErrorCode } from "../../domain/errors.ts";
import type { Document } from "../../domain/schema/documents.ts";
import type { Actor } from "./views-port.ts";

/** A request: its key is unique per actor, and a repeat gets the first answer. */
export interface RequestIdentity {
  /** From `Idempotency-Key`, or made by the API. */
  readonly key: string;
  /** Digest of what was asked; another one under the same key is refused. */
  readonly digest: string;
  readonly actor: Actor;
  readonly traceId: string;
}

/** What an accepted request started. */
export interface Accepted {
  /** Per document or target, in the order given. */
  readonly results: readonly AcceptedResult[];
  /** True when this answer was recorded earlier, for the same key. */
  readonly isReplay: boolean;
}

/** What became of one document or target. */
export interface AcceptedResult {
  readonly kind:
    | Document["kind"]
    | "Operation"
    | "Snapshot"
    | "Promotion"
    | "Veto"
    | "Person"
    | "Group"
    | "Service"
    | "Token"
    | "RoleBinding"
    | "Approval"
    | "Delivery"
    | "Finding"
    | "Sweep";
  readonly project: string;
  /** `name`, or `name@version` for a blueprint, the version of a release, the id of what has no name. */
  readonly name: string;
  readonly result:
    | "created"
    | "changed"
    | "unchanged"
    | "deleting"
    | "deleted"
    | "suspended"
    | "resumed"
    | "woken"
    | "extended"
    | "cancelling"
    | "abandoned"
    | "retrying"
    | "restoring"
    | "left"
    | "revoked"
    | "lifted"
    | "renamed"
    | "activated"
    | "deactivated"
    | "linked"
    | "unlinked"
    | "added"
    | "removed"
    | "unbound"
    | "asked"
    | "counted"
    | "refused"
    | "enabled"
    | "queued"
    | "reverting"
    | "accepted"
    | "adopted"
    | "snoozed";
  /** The operation that carries it out; absent when nothing runs. */
  readonly operationId?: string;
  /** The promotion that carries it out; absent when none does. */
  readonly promotionId?: string;
  /** The approval that is asked for first; absent where nobody is. */
  readonly approvalId?: string;
  readonly generation?: number;
  /** Why it was refused; absent where it was not. */
  readonly code?: ErrorCode;
  readonly reason?: string;
}
