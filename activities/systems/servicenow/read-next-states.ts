import { changePath } from "./read-change.ts";
import { hasStatus } from "./remote-status.ts";
import type { ServiceNow } from "./servicenow.ts";
import { isFields, num, one, shown, val } from "./shapes.ts";
import type { Fields } from "./shapes.ts";

/** Where a change may go. */
export interface NextStates {
  /** Whether the instance offers a state now. */
  offers(state: number): boolean;
  /** Conditions that keep a state from being offered, in words; known for some models only. */
  unmet(state: number): readonly string[];
}

/** The legal moves of a change; undefined where the instance does not tell. */
export async function readNextStates(serviceNow: ServiceNow, sysId: string): Promise<NextStates | undefined> {
  let record: Fields | undefined;
  try {
    record = one(await serviceNow.get(`${changePath(sysId)}/nextstates`));
  } catch (error) {
    // Older releases do not have it, and some accounts may not ask.
    if (hasStatus(error, 400, 403, 404)) return undefined;
    throw error;
  }
  const available = record?.["available_states"];
  if (!Array.isArray(available)) return undefined;
  const states = new Set(available.map(num));
  const transitions = recordsIn(record?.["state_transitions"]);
  const to = (state: number) => transitions.filter((transition) => num(transition["to_state"]) === state);
  return {
    offers: (state) => states.has(state),
    unmet: (state) => to(state).flatMap((transition) => recordsIn(transition["conditions"]).flatMap(unmetCondition)),
  };
}

function unmetCondition({ passed, condition }: Fields): readonly string[] {
  return val(passed) === "false" && isFields(condition) ? [shown(condition["name"])] : [];
}

/** Transitions come as arrays in an array, one for each state they lead to. */
function recordsIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.flat().filter(isFields) : [];
}
