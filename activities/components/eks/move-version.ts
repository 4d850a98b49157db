import { explainIssues } from "../../../domain/eks/health-issues.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { MoveSubject, Moving } from "../version-moves.ts";
import { followUpdate } from "./follow-update.ts";
import type { Asking, EksKind, Seen } from "./kind.ts";
import type { Notebook } from "./life-notes.ts";
import { busy } from "./refusals.ts";
import { sendChange } from "./send-change.ts";
import type { EksMoves } from "./version-kind.ts";
import { nameOf, notOursBecause } from "./whose.ts";
import { wishDigest } from "./wish-digest.ts";

/** A kind whose version moves. */
export type MovingKind<Config, S extends Seen> = EksKind<Config, S> & { readonly moves: EksMoves<S> };

/** A step at a resource. */
export interface StepOf {
  readonly subject: MoveSubject;
  readonly notebook: Notebook;
}

/** Looks how a step stands, and at nothing else of the resource. */
export async function observeMove<Config, S extends Seen>(
  ask: Asking,
  kind: MovingKind<Config, S>,
  { subject, notebook }: StepOf,
): Promise<Moving> {
  const { target = {}, life } = notebook.notes;
  const { move } = subject;
  const seen = await kind.find(ask, { target, life });
  const name = nameOf(target);
  if (seen === undefined) return failed(`EKS knows no ${name}`);
  const reason = notOursBecause(seen, notebook.notes, subject);
  if (reason !== undefined) return { state: "failed", code: "NOT_OURS", reason };
  if (move.phase === "insights") return await mayMove(ask, kind, { subject, notebook });
  const update = await followUpdate(ask, kind, { notebook, target });
  if (update?.state === "running") return { state: "changing", reason: `the update of ${name} to ${move.to} runs` };
  if (seen.standing === "deleting") return failed(`${name} is being deleted`);
  if (seen.standing === "changing" || seen.standing === "unknown")
    return { state: "changing", reason: `${name} is ${seen.status}` };
  const version = kind.moves.versionOf(seen);
  if (version === move.to) return { state: "ready" };
  if (isThisMove(kind, { subject, notebook }) && update?.state === "failed")
    return { state: "failed", code: "CLOUD_UPDATE_FAILED", reason: `${name}: ${update.reason}` };
  // Its update has succeeded, and this look is older than that.
  if (isThisMove(kind, { subject, notebook }) && update?.state === "succeeded")
    return { state: "changing", reason: `${name} shows ${version ?? "no version"} still` };
  if (version !== move.from) {
    const plan = `this step moves it from ${move.from} to ${move.to}`;
    return failed(`${name} has ${version ?? "no version"}, and ${plan}: somebody else has moved it`);
  }
  if (seen.standing === "failed" || seen.standing === "deletion failed") {
    return failed(`${name} is ${seen.status}: ${explainIssues(seen.issues, "EKS does not say why")}`);
  }
  return await mayMove(ask, kind, { subject, notebook });
}

/**
 * Sends the move of a step.
 * @throws OrchestratorError `CLOUD_BUSY` where it cannot be sent yet, and what stands in its way otherwise
 */
export async function applyMove<Config, S extends Seen>(
  ask: Asking,
  kind: MovingKind<Config, S>,
  { subject, notebook, now }: StepOf & { readonly subject: { readonly token: string }; readonly now: () => number },
): Promise<void> {
  const { target = {}, remembered } = notebook.notes;
  const seen = await observeMove(ask, kind, { subject, notebook });
  if (seen.state === "ready") return;
  const isFailure = seen.state === "failed" && seen.code !== "CLOUD_UPDATE_FAILED";
  if (isFailure) throw new OrchestratorError(seen.code, seen.reason);
  if (seen.state === "changing") {
    // What this token has begun goes on by itself.
    if (isThisMove(kind, { subject, notebook }) && notebook.notes.update?.id !== undefined) return;
    throw busy(seen.reason ?? `${nameOf(target)} is not ready to move`);
  }
  const change = kind.moves.change({ target, to: subject.move.to, remembered });
  await sendChange(ask, kind, { change, subject: { token: subject.token, config: undefined }, notebook, now });
}

/** Whether the update that was begun last is the one of this step. */
function isThisMove<Config, S extends Seen>(kind: MovingKind<Config, S>, { subject, notebook }: StepOf): boolean {
  const { target = {}, remembered, update } = notebook.notes;
  if (update === undefined) return false;
  return update.wish === wishDigest(kind.moves.change({ target, to: subject.move.to, remembered }).request);
}

async function mayMove<Config, S extends Seen>(
  ask: Asking,
  { moves }: MovingKind<Config, S>,
  { subject, notebook }: StepOf,
): Promise<Moving> {
  const { target = {} } = notebook.notes;
  return (await moves.mayMove?.(ask, { target, move: subject.move, notebook })) ?? { state: "differs" };
}

function failed(reason: string): Moving {
  return { state: "failed", code: "COMPONENT_FAILED", reason };
}
