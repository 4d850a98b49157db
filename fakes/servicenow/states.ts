/** Kind of change: normal needs two approvals, emergency one, standard none. */
export type ChangeType = "normal" | "standard" | "emergency";

/** The shipped states by name. */
export const STATE = {
  new: "-5",
  assess: "-4",
  authorize: "-3",
  scheduled: "-2",
  implement: "-1",
  review: "0",
  closed: "3",
  canceled: "4",
} as const;

/** The states a change of each type passes, in order. */
export const PATH_BY_TYPE: Readonly<Record<ChangeType, readonly string[]>> = {
  normal: ["-5", "-4", "-3", "-2", "-1", "0", "3"],
  standard: ["-5", "-2", "-1", "0", "3"],
  emergency: ["-5", "-3", "-2", "-1", "0", "3"],
};

/** A legal move. An automatic one is made by the instance when the approvals are there, and by nobody else. */
export interface Move {
  readonly to: string;
  readonly isAutomatic: boolean;
  /** Whether a change on hold may make it. */
  readonly isAllowedOnHold: boolean;
}

/** Whether the change waits for approvals in this state. */
export function isApprovalState(state: string): boolean {
  return state === STATE.assess || state === STATE.authorize;
}

/** Whether nothing comes after this state. */
export function isTerminal(state: string): boolean {
  return state === STATE.closed || state === STATE.canceled;
}

/** The legal moves out of a state; of one that is not on the type's path only the cancellation. */
export function movesFrom(type: ChangeType, state: string): Move[] {
  if (isTerminal(state)) return [];
  const path = PATH_BY_TYPE[type];
  const index = path.indexOf(state);
  const next = index === -1 ? undefined : path[index + 1];
  const moves: Move[] = [];
  if (next !== undefined) moves.push({ to: next, isAutomatic: isApprovalState(state), isAllowedOnHold: false });
  if (isApprovalState(state) || state === STATE.scheduled) moves.push(unhindered(STATE.new));
  if (state !== STATE.review) moves.push(unhindered(STATE.canceled));
  return moves;
}

function unhindered(to: string): Move {
  return { to, isAutomatic: false, isAllowedOnHold: true };
}
