import { sql } from "kysely";
import { OrchestratorError } from "../../domain/errors.ts";
import { acceptRequest } from "./accept-request.ts";
import { beginDeletion } from "./begin-deletion.ts";
import { checkProtection } from "./check-protection.ts";
import { askBeforeDeletion } from "./approvals/ask-before-deletion.ts";
import { first, type Postgres, type Rows } from "./connect-postgres.ts";
import { lockEnvironmentByName, type LockedEnvironment } from "./lock-environment.ts";
import type { Accepted, AcceptedResult, RequestIdentity } from "./requests-port.ts";
import { joinOperation } from "./queue-operation.ts";

/** The environment to delete. */
export interface DeleteTarget {
  readonly project: string;
  readonly environment: string;
  readonly keep: boolean;
  readonly ifGeneration?: number;
}

/** Queues the deletion of an environment, which from now on starts nothing else. @see StoreOfApi.acceptDelete */
export async function acceptDelete(
  postgres: Postgres,
  identity: RequestIdentity,
  target: DeleteTarget,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "delete" }, async (rows, request) => {
    const { project, environment: name, keep, ifGeneration } = target;
    const answer = { kind: "Environment", project, name } as const;
    const environment = await lockEnvironmentByName(rows, { project, name });
    if (environment === undefined) return [{ ...answer, ...(await deletedBefore(rows, target)) }];
    const { generation } = environment;
    if (ifGeneration !== undefined && ifGeneration !== generation) {
      const message = `environment "${name}" is at generation ${generation}, not ${ifGeneration}`;
      throw new OrchestratorError("PRECONDITION_FAILED", message, { details: { generation, ifGeneration } });
    }
    const earlier = await deletionOnItsWay(rows, environment);
    if (earlier !== undefined) {
      await joinOperation(rows, request, earlier);
      return [{ ...answer, result: "deleting", operationId: earlier, generation }];
    }
    checkProtection(environment);
    // What is kept is not destroyed: nobody needs to be asked.
    const approvalId = keep ? undefined : await askBeforeDeletion(rows, request, environment);
    if (approvalId !== undefined) return [{ ...answer, result: "asked", approvalId, generation }];
    return [
      { ...answer, result: "deleting", operationId: await beginDeletion(rows, request, environment, keep), generation },
    ];
  });
}

async function deletedBefore(
  rows: Rows,
  { project, environment }: DeleteTarget,
): Promise<Pick<AcceptedResult, "result">> {
  const gone = await first(
    rows,
    sql`select from environment where project = ${project} and name = ${environment} and rest_phase = 'Gone' limit 1`,
  );
  if (gone !== undefined) return { result: "deleted" };
  throw new OrchestratorError("NOT_FOUND", `project "${project}" has no environment "${environment}"`, {
    details: { project, environment },
  });
}

async function deletionOnItsWay(rows: Rows, { uid, isDeleting }: LockedEnvironment): Promise<string | undefined> {
  if (!isDeleting) return undefined;
  const found = await first(
    rows,
    sql<{
      id: string;
    }>`select id from operation where environment_uid = ${uid} and kind = 'delete' and state in ('Accepted', 'Running')`,
  );
  return found?.id;
}
