import type { JsonObject } from "../../domain/schema/json.ts";
import type { CellPorts } from "./cell-ports.ts";
import type { OpenedComponent, Turn } from "../../adapters/cell-records/port.ts";

/** What an effect is made for. */
export interface EffectCause {
  readonly opened: Pick<OpenedComponent, "environmentUid" | "generation">;
  readonly turn: Turn;
}

/** A call that changes something outside. */
export interface Effect {
  /** `create`, `update`, `remove`, `snapshot`, or `upgrade` or `force` and the name of a step. */
  readonly call: string;
  readonly incarnation: number;
  /** What is asked for, without secrets. */
  readonly request: JsonObject;
}

/**
 * The token that names an effect after its cause. A create is the same whoever retries it; a call that changes what
 * exists carries its operation as well, or a later one would replay an old answer.
 */
export function effectToken(
  ports: CellPorts,
  { opened, turn }: EffectCause,
  effect: Pick<Effect, "call" | "incarnation">,
): string {
  const cause = [
    opened.environmentUid,
    turn.componentUid,
    String(opened.generation),
    String(effect.incarnation),
    effect.call,
  ];
  return ports.sealed.token(effect.call === "create" ? cause : [...cause, turn.operationId]);
}

/** Writes the intent, makes the call, marks it done, and answers what the call did. The ledger refuses the intent once another operation has the turn. */
export async function makeEffect<Answer>(
  ports: CellPorts,
  attempt: EffectCause,
  effect: Effect & { readonly wire: (token: string) => Promise<Answer> },
): Promise<Answer> {
  const token = effectToken(ports, attempt, effect);
  const { incarnation, call } = effect;
  ports.reached("before intent");
  await ports.records.intend(attempt.turn, { token, incarnation, call, requestDigest: ports.digest(effect.request) });
  ports.reached("after intent");
  const answer = await effect.wire(token);
  ports.reached("after wire");
  await ports.records.done(token);
  return answer;
}
