import type { CheckSources, Findings } from "./document-check.ts";
import { dotted } from "./describe-issues.ts";
import { OrchestratorError } from "./errors.ts";
import { fromPointer, toPointer } from "./json-pointer.ts";
import type { ExpressionReferences } from "./schema/expression.ts";
import type { Json } from "./schema/json.ts";
import { type StageScope, unknownInStage } from "./stage-references.ts";
import { listExpressions } from "./template.ts";

/** Where expressions of a stage stand, and what they are checked with. */
export interface StageExpressions {
  readonly value: Json;
  /** Place of the value in its document. */
  readonly path: readonly PropertyKey[];
  readonly scope: StageScope;
  readonly references: CheckSources["references"];
}

/** Reports every expression of a value that is wrong or refers to what is not there; answers the references of the others. */
export async function checkStageExpressions(
  { value, path, scope, references }: StageExpressions,
  findings: Findings,
): Promise<ReadonlyMap<string, ExpressionReferences>> {
  const { expressions, faults } = listExpressions(value);
  const right = new Map<string, ExpressionReferences>();
  for (const fault of faults) {
    const at = [...path, ...fromPointer(fault.pointer)];
    findings.add("EXPRESSION_INVALID", toPointer(at), `${dotted(at)}: ${fault.message}`);
  }
  for (const { expression, pointer } of expressions) {
    const at = toPointer(path) + pointer;
    try {
      const found = references(expression);
      const unknown = await unknownInStage(found, scope);
      for (const { code, message } of unknown) findings.add(code, at, `"\${${expression}}": ${message}`);
      if (unknown.length === 0) right.set(expression, found);
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      findings.add(error.code, at, error.message);
    }
  }
  return right;
}
