import { sql } from "kysely";
import type { Rows } from "./connect-postgres.ts";
import type { OperationKind } from "../../domain/schema/phases.ts";
import type { Finish } from "./finish.ts";
import { cancelPromotionsOfGone } from "./promotions/leave-held.ts";
import { wakePromotionsOf } from "./promotions/wake-promotions.ts";
import { supersedeOperations } from "./supersede-operations.ts";
import { writeEvent } from "./write-event.ts";

/** What an environment does by itself: it brings about no generation. */
const BY_ITSELF: ReadonlySet<OperationKind> = new Set<OperationKind>(["repair", "revert", "sleep", "wake"]);

/** Says what an operation's end means for its environment: the phase it rests in and why, or that it is gone. */
export async function settleEnvironment(rows: Rows, { operation, environment, state, reason }: Finish): Promise<void> {
  const { uid } = environment;
  const isMending = BY_ITSELF.has(operation.kind);
  if (operation.kind === "delete") return await settleDeletion(rows, { operation, environment, state, reason });
  if (operation.epoch === null && state !== "Failed" && state !== "Abandoned") {
    // It never had its turn, so nothing changed. Only why is said, where it was the last word.
    await sql`update environment set reason = ${`${operation.kind} ${state.toLowerCase()}: ${reason}`}
      where uid = ${uid} and generation = ${operation.generation} and ${!isMending}`.execute(rows);
    return;
  }
  if (state !== "Succeeded") {
    const why =
      reason === ""
        ? `${operation.kind} ${state.toLowerCase()}`
        : `${operation.kind} ${state.toLowerCase()}: ${reason}`;
    await sql`update environment set rest_phase = 'Failed', reason = ${why}, changed_at = now() where uid = ${uid}`.execute(
      rows,
    );
    return;
  }
  if (!isMending) {
    await sql`update environment set rest_phase = 'Ready', reason = '', observed_generation = ${operation.generation}, changed_at = now()
      where uid = ${uid}`.execute(rows);
    return;
  }
  // A repair mends what died, a revert what drifted, a wake what slept; none of them mends a deploy that failed.
  await sql`update environment set rest_phase = 'Ready', reason = '', changed_at = now()
    where uid = ${uid} and rest_phase = 'Failed' and observed_generation = generation
      and not exists (select from component where environment_uid = ${uid} and not is_gone and phase = 'Failed')`.execute(
    rows,
  );
}

async function settleDeletion(
  rows: Rows,
  { operation, environment, state, reason }: Pick<Finish, "operation" | "environment" | "state" | "reason">,
): Promise<void> {
  const { uid, project, name } = environment;
  if (state !== "Succeeded") {
    const hasTouched = operation.epoch !== null;
    await sql`update environment set is_deleting = false, changed_at = now() where uid = ${uid}`.execute(rows);
    // Its hold ended when the deletion was asked for.
    await wakePromotionsOf(rows, uid);
    if (hasTouched || state === "Failed" || state === "Abandoned") {
      await sql`update environment set rest_phase = 'Failed', reason = ${`delete ${state.toLowerCase()}: ${reason}`} where uid = ${uid}`.execute(
        rows,
      );
    }
    return;
  }
  await sql`update environment set rest_phase = 'Gone', is_deleting = false, is_suspended = false, hold = null, reason = '', gone_at = now(), changed_at = now()
    where uid = ${uid}`.execute(rows);
  await sql`update wake set answered_by = ${operation.id} where environment_uid = ${uid} and answered_by is null`.execute(
    rows,
  );
  await cancelPromotionsOfGone(rows, environment, operation.actor);
  await supersedeOperations(rows, environment, { reason: "the environment was deleted" });
  const message = operation.keep
    ? `environment ${name} is no longer managed; what it made stays`
    : `environment ${name} is deleted`;
  await writeEvent(rows, {
    type: "environment.deleted",
    actor: operation.actor,
    project,
    environment: name,
    environmentUid: uid,
    operationId: operation.id,
    message,
  });
}
