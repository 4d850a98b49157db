import { OrchestratorError } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import { compileCel, type CelProgram } from "./cel-program.ts";
import { shorten } from "./cel-references.ts";
import { limitedThread } from "./limited-thread.ts";
import type { Expressions } from "./port.ts";

/** Processor time of one evaluation, milliseconds. */
const LIMIT_MS = 100;
/** Compiled expressions kept; with one more, all are forgotten, which costs 0.1 ms for each that is needed again. */
const PROGRAMS_MAX = 5_000;

/**
 * CEL with the library `@bufbuild/cel`. What is bounded by its length is evaluated at once; what walks lists or matches
 * patterns, in one thread that is started when it is first needed and killed after 100 ms of processor time.
 */
export function celExpressions(): Expressions {
  const programs = new Map<string, CelProgram>();
  const thread = limitedThread(new URL("./cel-thread.ts", import.meta.url), LIMIT_MS);
  const programOf = (expression: string): CelProgram => {
    const known = programs.get(expression);
    if (known !== undefined) return known;
    const program = compileCel(expression);
    if (programs.size >= PROGRAMS_MAX) programs.clear();
    programs.set(expression, program);
    return program;
  };
  return {
    references: (expression) => programOf(expression).references,
    evaluate: async (expression: string, bindings: JsonObject): Promise<Json> => {
      const program = programOf(expression);
      if (!program.isCostly) return program.run(bindings);
      const answer = await thread.ask({ expression, bindings: program.pick(bindings) });
      if (answer.type === "answer") return answer.value;
      if (answer.type === "refusal")
        throw new OrchestratorError(answer.code, answer.message, { details: { expression: shorten(expression) } });
      throw new OrchestratorError(
        "EXPRESSION_TOO_COSTLY",
        `"\${${shorten(expression)}}" takes longer than ${LIMIT_MS} ms`,
        { details: { expression: shorten(expression) } },
      );
    },
  };
}
