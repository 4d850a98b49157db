import { z } from "zod";
import { CHANGE_STATES } from "../../../domain/decide-change.ts";
import type { ChangeState } from "../../../domain/decide-change.ts";

const Numbers = z.union([z.int(), z.array(z.int()).min(1).max(20)]);

/** Numbers of states where an instance differs from the shipped set. Of several, changes are moved to the first. */
export const StateMap = z.partialRecord(z.enum(CHANGE_STATES), Numbers);
/** One such map. */
export type StateMap = z.infer<typeof StateMap>;

/** The states of an instance, both ways. */
export interface States {
  /** Undefined for a number that is not mapped. */
  named(number: number | undefined): ChangeState | undefined;
  /** The number that a change is moved to. */
  number(state: ChangeState): number;
}

const SHIPPED: Readonly<Record<ChangeState, number>> = {
  new: -5,
  assess: -4,
  authorize: -3,
  scheduled: -2,
  implement: -1,
  review: 0,
  closed: 3,
  canceled: 4,
};

/** The shipped states, with maps laid over them; a later map wins. */
export function statesOf(...maps: readonly (StateMap | undefined)[]): States {
  const numbers = new Map(CHANGE_STATES.map((state) => [state, [SHIPPED[state]]]));
  for (const map of maps) {
    for (const state of CHANGE_STATES) {
      const given = map?.[state];
      if (given !== undefined) numbers.set(state, [given].flat());
    }
  }
  return {
    named: (number) =>
      number === undefined ? undefined : CHANGE_STATES.find((state) => numbers.get(state)?.includes(number)),
    number: (state) => numbers.get(state)?.[0] ?? SHIPPED[state],
  };
}
