import type { ExpressionReferences } from "../../domain/schema/expression.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";

export type { ExpressionReferences } from "../../domain/schema/expression.ts";

/** CEL expressions. Length at most 4 KiB, at most 500 nodes, nested at most 32 deep, 100 ms. */
export interface Expressions {
  /**
   * Compiles and lists what it refers to. Roots other than `components`, `parameters`, `secrets`, `environment`,
   * `release`, `gates`, `steps` and `promotion`, and names that are not written out, are refused. A blueprint may not
   * use the last three; that is checked where blueprints are.
   * @throws OrchestratorError `EXPRESSION_INVALID`
   */
  references(expression: string): ExpressionReferences;
  /**
   * Evaluates. Integers become JSON numbers; a value that is no JSON (bytes, time) is `EXPRESSION_TYPE`, a name or
   * index that the bindings lack is `EXPRESSION_INVALID`. Messages never hold values of bindings.
   * @throws OrchestratorError `EXPRESSION_INVALID`, `EXPRESSION_TYPE`, `EXPRESSION_TOO_COSTLY`
   */
  evaluate(expression: string, bindings: JsonObject): Promise<Json>;
}
