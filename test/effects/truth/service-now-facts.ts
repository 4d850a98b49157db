import { z } from "zod";
import type { FakeServiceNow } from "../../fakes/start-fake-servicenow.ts";
import { OUR_USER } from "../people.ts";
import { factOfKey, type Fact, type LedgerByKey } from "./fact.ts";

/** A change as it stands. */
export interface ChangeTruth {
  readonly number: string;
  readonly key: string;
  /** True for one that we have opened. */
  readonly isOurs: boolean;
  readonly state: string;
  readonly closeCode: string;
}

/** What happened in ServiceNow, and what is there now. */
export interface ServiceNowTruth {
  readonly facts: readonly Fact[];
  readonly changes: readonly ChangeTruth[];
}

/** Names of the moves that an effect of the ledger makes. */
const SUBMITTED: readonly string[] = ["-4", "-3"];
/** Conflicts may be asked for again: that is a question. Tasks, and asking approvers, are the instance's own answer to a move. */
const NOT_OURS: readonly string[] = ["conflict-check", "task", "ask"];

const Line = z.object({
  effect: z.string(),
  number: z.string(),
  correlationId: z.string(),
  actor: z.string(),
  cause: z.string(),
  to: z.string().optional(),
  text: z.string().optional(),
  fields: z.array(z.string()).optional(),
});
type Line = z.infer<typeof Line>;

/** What a move of a change is called. */
export function nameOfState(state: string): string {
  return SUBMITTED.includes(state) ? "change/submit" : `servicenow state ${state}`;
}

/** Reads the truth of the simulated instance: what our account did, and every change. */
export async function readServiceNow(serviceNow: FakeServiceNow, ledger: LedgerByKey): Promise<ServiceNowTruth> {
  const lines = z.array(Line).parse(await serviceNow.truth());
  const ours = new Set(
    lines.flatMap(({ effect, actor, number }) => (effect === "create" && actor === OUR_USER ? [number] : [])),
  );
  const done = lines.filter(
    ({ actor, cause, effect }) => actor === OUR_USER && cause === "api" && !NOT_OURS.includes(effect),
  );
  const { body } = await serviceNow.call("GET", "/__sim/servicenow/changes");
  const changes = (body["changes"] as readonly Readonly<Record<string, string>>[]).map((change) => ({
    number: change["number"] ?? "",
    key: change["correlation_id"] ?? "",
    isOurs: ours.has(change["number"] ?? ""),
    state: change["state"] ?? "",
    closeCode: change["close_code"] ?? "",
  }));
  return { facts: done.map((line) => factOf(ledger, line, ours.has(line.number))), changes };
}

function factOf(ledger: LedgerByKey, line: Line, isOurs: boolean): Fact {
  const { effect, correlationId, to, text = "", fields = [] } = line;
  if (effect === "create") return factOfKey(ledger, correlationId, "servicenow");
  if (effect === "note") return factOfKey(ledger, /\(ref (hf-[0-9a-z]{16})\)/.exec(text)?.[1], "servicenow note");
  const { promotionId } = factOfKey(ledger, correlationId, "servicenow");
  const what = to === undefined ? `servicenow ${effect} ${fields.join(", ")}` : nameOfState(to);
  return { promotionId, what: isOurs ? what : `${what} (twin)` };
}
