import { sql } from "kysely";
import { didYouMean } from "../../../domain/did-you-mean.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { StageSpec } from "../../../domain/schema/documents.ts";
import { gatesOfStage } from "../../../domain/stage-gates.ts";
import { first, type Rows } from "../connect-postgres.ts";

type Supplied = Readonly<Record<string, string>>;

/** What is given to a gate has a gate that it is for. @throws OrchestratorError `REFERENCE_UNKNOWN` */
export function requireGates(stage: StageSpec, supplied: Supplied): void {
  const names = gatesOfStage(stage).map(({ name }) => name);
  const unknown = Object.keys(supplied).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const known = names.length === 0 ? "; it has none" : `; it has ${names.join(", ")}`;
  throw new OrchestratorError(
    "REFERENCE_UNKNOWN",
    `stage "${stage.environment}" has no gate "${unknown}"${didYouMean(unknown, names) || known}`,
    { details: { environment: stage.environment, gate: unknown } },
  );
}

/**
 * A promotion that is on its way may have opened a change of its own: it takes no other one.
 *
 * @throws OrchestratorError `PROMOTION_OPEN` where it was given another, or none
 */
export async function requireSame(rows: Rows, promotionId: string, supplied: Supplied): Promise<void> {
  const found = await first(
    rows,
    sql<{ supplied: Supplied }>`select supplied from promotion where id = ${promotionId}`,
  );
  const had = found?.supplied ?? {};
  const other = Object.entries(supplied).find(([gate, given]) => !Object.hasOwn(had, gate) || had[gate] !== given);
  if (other === undefined) return;
  const [gate, given] = other;
  throw new OrchestratorError(
    "PROMOTION_OPEN",
    `promotion "${promotionId}" of this release is on its way already, and its gate "${gate}" was not given ${given}`,
    { details: { promotion: promotionId, gate } },
  );
}
