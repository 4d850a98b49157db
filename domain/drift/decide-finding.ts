import type { DecidedReaction } from "../schema/drift.ts";
import type { FindingDecision, FindingWork } from "../schema/finding-work.ts";
import { decideReaction } from "./decide-reaction.ts";

const HOUR_MS = 3_600_000;
/** The same difference put back so often within an hour is not put back again by itself. */
export const REVERTS_TO_HOLD = 3;

/** What a finding is decided from, besides itself. */
export interface Judging {
  readonly nowMs: number;
  /** Why nothing of its sweep is put back; absent while nothing holds it. */
  readonly brake?: string | undefined;
}

/** Everything of a finding that counts. */
export type JudgedFinding = Pick<
  FindingWork,
  | "class"
  | "component"
  | "ofComponent"
  | "ofEnvironment"
  | "status"
  | "statusReason"
  | "fields"
  | "unrevertable"
  | "isOldBaseline"
  | "revertedAt"
  | "snoozedUntil"
  | "revertAskedBy"
>;

/**
 * Decides what becomes of a finding. What is ignored comes first, then what a person has answered, then the brake, then
 * its reaction. A finding that is held stays so until a person decides, or its rules ignore it.
 */
export function decideFinding(work: JudgedFinding, { nowMs, brake }: Judging): FindingDecision {
  const reaction = carefulWithOldBaseline(decideReaction(work, work.fields, work.unrevertable), work);
  if (reaction.reaction === "ignore") return { status: "open", statusReason: "every field is ignored", reaction };
  if (work.snoozedUntil !== undefined && nowMs < work.snoozedUntil)
    return { status: "snoozed", statusReason: "", reaction };
  if (work.revertAskedBy !== undefined)
    return { status: "due", statusReason: `${work.revertAskedBy} has asked to put it back`, reaction };
  if (work.status === "held") return { status: "held", statusReason: work.statusReason, reaction };
  if (brake !== undefined) return { status: "held", statusReason: brake, reaction };
  if (reaction.reaction === "notify") return { status: "open", statusReason: reaction.instead ?? "", reaction };
  if (reaction.reaction === "propose") return { status: "proposed", statusReason: "", reaction };
  const history = fightHistory(work.revertedAt, nowMs);
  if (history !== undefined) return { status: "held", statusReason: history, reaction };
  return { status: "due", statusReason: "", reaction };
}

/** A difference that may be the look's own is never put back by itself. */
function carefulWithOldBaseline(
  decided: DecidedReaction,
  { isOldBaseline }: Pick<FindingWork, "isOldBaseline">,
): DecidedReaction {
  if (!isOldBaseline || (decided.reaction !== "revert" && decided.reaction !== "propose")) return decided;
  const instead =
    "an earlier version of Holdfast has recorded what is wanted, and may have looked at it otherwise: this is only told";
  return { ...decided, reaction: "notify", instead };
}

/** Why something that comes back again and again is not put back once more; undefined while it may be. */
function fightHistory(revertedAt: readonly number[], nowMs: number): string | undefined {
  const recent = revertedAt.filter((at) => nowMs - at < HOUR_MS);
  if (recent.length < REVERTS_TO_HOLD) return undefined;
  const minutes = recent
    .toSorted((one, other) => other - one)
    .map((at) => Math.max(0, Math.floor((nowMs - at) / 60_000)));
  return `put back ${recent.length} times within 1 h (${minutes.join(", ")} min ago), and it came back each time: something else changes it`;
}
