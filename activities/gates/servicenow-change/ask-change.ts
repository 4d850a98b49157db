import { decideChange, LOOK_SOON_MS } from "../../../domain/decide-change.ts";
import type { ChangeDecision, ChangeFacts, ChangePolicy } from "../../../domain/decide-change.ts";
import type { OpenedChange } from "../../systems/servicenow/create-change.ts";
import { readApprovals } from "../../systems/servicenow/read-approvals.ts";
import type { Approvals } from "../../systems/servicenow/read-approvals.ts";
import { readChange } from "../../systems/servicenow/read-change.ts";
import type { Change } from "../../systems/servicenow/read-change.ts";
import type { GateAnswer } from "../gate.ts";
import { labelOf, outputOf, tryNote, unauthorisedNote } from "./asking.ts";
import type { Asking } from "./asking.ts";
import { findConflicts } from "./find-conflicts.ts";
import type { Conflicts } from "./find-conflicts.ts";
import { makeMove } from "./make-move.ts";
import { writeMemory } from "./memory.ts";
import type { Memory } from "./memory.ts";
import { tendChange } from "./tend-change.ts";

/** More moves than any path has: what is not where it belongs after them waits for the next look. */
const MOVES_MAX = 4;

/** Asks whether the deploy may begin under a change, and moves it on where that is ours to do. */
export async function askChange(asking: Asking, own: OpenedChange, memory: Memory): Promise<GateAnswer> {
  let known: Memory = { ...memory, sysId: own.sysId, number: own.number };
  const answer = (given: GateAnswer): GateAnswer => ({
    ...given,
    output: outputOf(asking, own),
    memory: writeMemory(known),
  });

  for (let moves = 0; ; moves += 1) {
    const change = await readChange(asking.serviceNow, own.sysId);
    const misfit = change === undefined ? undefined : misfitOf(asking, change);
    if (misfit !== undefined) return answer({ verdict: "reject", reasons: [misfit] });
    if (change !== undefined && asking.context.supplied === undefined && moves === 0)
      known = await tendChange(asking, change, known);

    const seen = await look(asking, change, known);
    known = seen.memory;
    const { decision } = seen;
    if (decision.do === "move" && moves < MOVES_MAX) {
      const moved = await makeMove(asking, own.sysId, decision.to);
      if (!moved.isThere) return answer(refusedMove(asking, moved.reason));
      if (decision.to === "implement") known = { ...known, hasImplemented: true };
      known = { ...known, hasLeftNew: true };
      continue;
    }
    if (decision.do === "pass" && isUnauthorised(change)) {
      const isNoted = await tryNote(asking, unauthorisedNote(asking, own.sysId));
      known = { ...known, owesNote: !isNoted };
    }
    return answer(toAnswer(asking, decision));
  }
}

interface Seen {
  readonly decision: ChangeDecision;
  readonly memory: Memory;
}

async function look(asking: Asking, change: Change | undefined, memory: Memory): Promise<Seen> {
  const { context } = asking;
  const number = labelOf(asking, memory.number ?? "");
  const policy = policyOf(asking);
  if (change === undefined) {
    const question = { number, change, policy, hasLeftNew: false, hasImplemented: false, nowMs: context.nowMs };
    return { decision: decideChange(question), memory };
  }
  const approvals = needsApprovals(change) ? await readApprovals(asking.serviceNow, change.sysId) : undefined;
  const conflicts = await findConflicts(asking, change, memory);
  const known = { ...conflicts.memory, ...pastOf(asking, change, { approvals, memory }) };
  const decision = decideChange({
    number,
    change: factsOf(number, change, { approvals, conflicts: conflicts.found }),
    policy,
    hasLeftNew: memory.hasLeftNew === true,
    hasImplemented: known.hasImplemented === true,
    ...(known.unaskedSince === undefined ? {} : { unaskedSince: known.unaskedSince }),
    nowMs: context.nowMs,
  });
  return { decision: withConflictsKnown(asking, decision, { conflicts, number }), memory: known };
}

/** What is remembered of where it stands now. */
function pastOf(
  { context }: Asking,
  change: Change,
  { approvals, memory }: { readonly approvals: Approvals | undefined; readonly memory: Memory },
): Pick<Memory, "hasLeftNew" | "unaskedSince"> {
  const isUnasked = isUnauthorised(change) && approvals?.pending.length === 0;
  const hasLeftNew = memory.hasLeftNew === true || (change.state !== undefined && change.state !== "new");
  return { hasLeftNew, unaskedSince: isUnasked ? (memory.unaskedSince ?? context.nowMs) : undefined };
}

function factsOf(
  number: string,
  change: Change,
  { approvals, conflicts }: { readonly approvals: Approvals | undefined; readonly conflicts: readonly string[] },
): ChangeFacts {
  const { type, state, stateText, approval, updatedBy, isOnHold, holdReason, start, end, hasAssignmentGroup } = change;
  const rejections = (approvals?.rejections ?? []).map(
    ({ by, comment }) => `${by} rejected ${number}${comment === "" ? "" : `: ${comment}`}`,
  );
  return {
    type,
    state,
    stateText,
    approval,
    rejections,
    pendingApprovers: approvals?.pending,
    updatedBy,
    isOnHold,
    holdReason,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    conflicts,
    hasAssignmentGroup,
  };
}

/** Nothing begins while conflicts are still looked for, or cannot be. */
function withConflictsKnown(
  { context }: Asking,
  decision: ChangeDecision,
  { conflicts, number }: { readonly conflicts: Conflicts; readonly number: string },
): ChangeDecision {
  const begins = decision.do === "pass" || (decision.do === "move" && decision.to === "implement");
  if (!begins) return decision;
  const { checkingUntil, problem } = conflicts;
  if (problem !== undefined) {
    const reason = `conflicts of ${number} cannot be looked for: ${problem}; to go on without, set onConflict: ignore`;
    return { do: "wait", reasons: [reason], lookAgainAt: context.nowMs + LOOK_SOON_MS, isAlarming: true };
  }
  if (checkingUntil === undefined) return decision;
  return { do: "wait", reasons: [`conflicts of ${number} are being looked for`], lookAgainAt: checkingUntil };
}

function policyOf({ config, context }: Asking): ChangePolicy {
  const { implement, submit, onConflict, proceedWithoutAuthorisation = [] } = config;
  const mayProceedUnauthorised = proceedWithoutAuthorisation.includes(context.promotion.actor);
  return { implement, submit, onConflict, mayProceedUnauthorised };
}

/** Why a supplied change is not for this promotion. */
function misfitOf(asking: Asking, { number, configurationItem }: Change): string | undefined {
  const { config, context } = asking;
  const wanted = config.configurationItem;
  if (context.supplied === undefined || wanted === undefined || configurationItem.includes(wanted)) return undefined;
  const has = configurationItem.at(-1) ?? "no configuration item";
  return `${labelOf(asking, number)} is for ${has}, not for ${wanted}`;
}

function isUnauthorised(change: Change | undefined): boolean {
  return change?.state === "assess" || change?.state === "authorize";
}

function needsApprovals(change: Change): boolean {
  return isUnauthorised(change) || change.approval === "rejected";
}

function refusedMove({ context }: Asking, reason: string): GateAnswer {
  return { verdict: "wait", reasons: [reason], lookAgainAt: context.nowMs + LOOK_SOON_MS, isAlarming: true };
}

function toAnswer({ context }: Asking, decision: ChangeDecision): GateAnswer {
  switch (decision.do) {
    case "pass":
      return { verdict: "pass", reasons: decision.reasons };
    case "reject":
      return { verdict: "reject", reasons: decision.reasons };
    case "move":
      return {
        verdict: "wait",
        reasons: [`it is still on its way to ${decision.to}`],
        lookAgainAt: context.nowMs + LOOK_SOON_MS,
      };
    case "wait": {
      const { do: _do, ...rest } = decision;
      return { verdict: "wait", ...rest };
    }
  }
}
