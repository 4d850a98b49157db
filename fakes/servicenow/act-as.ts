import { questionsOf } from "./approvals.ts";
import { VERBS } from "./person-verbs.ts";
import { noRecord, refusal } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import type { ChangeRow } from "./rows.ts";
import type { VerbBody } from "./schema.ts";
import type { ServiceNow } from "./start-servicenow.ts";

/** A verb of a person on a change. */
export interface Deed {
  readonly number: string;
  readonly verb: string;
  readonly given: VerbBody;
}

/** Does what a person wants. Answers the change as it is then, null when it is gone. */
export async function actAs(
  { store, begin, directory }: ServiceNow,
  { number, verb, given }: Deed,
): Promise<{ readonly change: ChangeRow | null } | Refusal> {
  const change = store.list("change_request").find((row) => row.number === number);
  if (change === undefined) return noRecord();
  const action = VERBS[verb];
  if (action === undefined)
    return refusal(404, "No such verb", `"${verb}" is none of ${Object.keys(VERBS).join(", ")}`);
  const actor = given.as ?? actorFor({ store, directory }, change, verb);
  if (directory.person(actor) === undefined) return refusal(400, "No such person", `there is no "${actor}"`);
  const work = begin({ actor, cause: "person" });
  const refused = action(work, change, given);
  if (refused !== undefined) return refused;
  await work.commit();
  return { change: store.get("change_request", change.sys_id) ?? null };
}

// Who votes without saying so is the first who was asked, all else is done by the change manager.
function actorFor(
  { store, directory }: Pick<ServiceNow, "store" | "directory">,
  change: ChangeRow,
  verb: string,
): string {
  const manager = directory.people.at(-1)?.userName ?? "";
  if (verb !== "approve" && verb !== "reject") return manager;
  const asked = questionsOf({ store }, change).find(({ state }) => state === "requested")?.approver;
  return directory.people.find(({ sysId }) => sysId === asked)?.userName ?? manager;
}
