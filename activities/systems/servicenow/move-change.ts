import { CHANGE_STATES } from "../../../domain/decide-change.ts";
import type { ChangeState } from "../../../domain/decide-change.ts";
import { changePath, readChange } from "./read-change.ts";
import type { Change } from "./read-change.ts";
import { readNextStates } from "./read-next-states.ts";
import { isRefusal } from "./remote-status.ts";
import type { ServiceNow } from "./servicenow.ts";
import type { Fields } from "./shapes.ts";

/** Where to move a change, one step, and what to set with it. Never a note: it would be added again by a repeat. */
export interface Move {
  readonly sysId: string;
  readonly to: ChangeState;
  readonly fields?: Fields;
}

/** What became of a move. */
export type Moved =
  /** It is there, or further on the same path, whoever brought it there. */
  | { readonly isThere: true; readonly change: Change }
  /** In the instance's own words where it gave any. */
  | { readonly isThere: false; readonly reason: string };

/** Brings a change one step on, unless it is there: reads, compares, moves, reads again. May be repeated at any time. */
export async function moveChange(serviceNow: ServiceNow, { sysId, to, fields = {} }: Move): Promise<Moved> {
  const before = await readChange(serviceNow, sysId);
  if (before === undefined) return { isThere: false, reason: "the change cannot be seen any more" };
  if (isThere(before, to)) return { isThere: true, change: before };
  const number = serviceNow.states.number(to);
  const next = await readNextStates(serviceNow, sysId);
  if (next?.offers(number) === false) return { isThere: false, reason: notOffered(before, to, next.unmet(number)) };
  const refusal = await tryMove(serviceNow, sysId, { ...fields, state: String(number) });
  const after = await readChange(serviceNow, sysId);
  if (after !== undefined && isThere(after, to)) return { isThere: true, change: after };
  return {
    isThere: false,
    reason: refusal ?? `${before.number} stays in ${after?.stateText ?? "nothing that can be seen"}`,
  };
}

/** Whether a change is in a state, or past it on the same path. Canceled is no part of the path. */
export function isThere({ state }: Change, wanted: ChangeState): boolean {
  if (state === undefined || wanted === "canceled" || state === "canceled") return state === wanted;
  return CHANGE_STATES.indexOf(state) >= CHANGE_STATES.indexOf(wanted);
}

async function tryMove(serviceNow: ServiceNow, sysId: string, fields: Fields): Promise<string | undefined> {
  try {
    await serviceNow.patch(changePath(sysId), fields);
    return undefined;
  } catch (error) {
    // It may be there already: instances move records by themselves.
    if (isRefusal(error)) return error.message;
    throw error;
  }
}

function notOffered({ number, stateText }: Change, to: ChangeState, unmet: readonly string[]): string {
  const why = unmet.length === 0 ? "" : `; not met: ${unmet.join(", ")}`;
  return `ServiceNow does not offer to move ${number} from ${stateText} to ${to}${why}`;
}
