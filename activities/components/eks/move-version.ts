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
  const begun = begunAs(kind, { subject, notebook });
  if (begun !== undefined && update?.state === "failed") {
    const isMetByForce = kind.moves.forceAfter !== undefined && update.codes.includes(kind.moves.forceAfter);
    if (isMetByForce && move.mayForce && begun === "plain") return { state: "differs", mustForce: true };
    return { state: "failed", code: "CLOUD_UPDATE_FAILED", reason: `${name}: ${update.reason}` };
  }
  // Its update has succeeded, and this look is older than that.
  if (begun !== undefined && update?.state === "succeeded")
    return { state: "changing", reason: `${name} shows ${version ?? "no version"} still` };
  if (version !== move.from) {
    const plan = `this step moves it from ${move.from} to ${move.to}`;
    return failed(`${name} has ${version ?? "no version"}, and ${plan}: somebody else has moved it`);
  }
  if (seen.standing === "failed" || seen.standing === "deletion failed") {
    return failed(`${name} is ${seen.status}: ${explainIssues(seen.issues, "EKS does not say why")}`);
  }
  const may = await mayMove(ask, kind, { subject, notebook });
  // The answer to its call was lost: the same is asked again.
  return may.state === "differs" && begun === "forced" && move.mayForce ? { ...may, mustForce: true } : may;
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
    if (begunAs(kind, { subject, notebook }) !== undefined && notebook.notes.update?.id !== undefined) return;
    throw busy(seen.reason ?? `${nameOf(target)} is not ready to move`);
  }
  const isForced = seen.state === "differs" && seen.mustForce === true;
  const { from, to } = subject.move;
  const change = kind.moves.change({ target, from, to, remembered, isForced });
  await sendChange(ask, kind, { change, subject: { token: subject.token, config: undefined }, notebook, now });
}

/** How the update that was begun last was asked for, where it is the one of this step; undefined where it is not. */
function begunAs<Config, S extends Seen>(
  kind: MovingKind<Config, S>,
  { subject, notebook }: StepOf,
): "plain" | "forced" | undefined {
  const { target = {}, remembered, update } = notebook.notes;
  const { from, to } = subject.move;
  const wishOf = (isForced: boolean) =>
    wishDigest(kind.moves.change({ target, from, to, remembered, isForced }).request);
  if (update?.wish === wishOf(false)) return "plain";
  return update?.wish === wishOf(true) ? "forced" : undefined;
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
