import { CelScalar, celEnv, celFunc, isCelError, parse, plan } from "@bufbuild/cel";
import { didYouMean } from "../../domain/did-you-mean.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { quoteEnd } from "../../domain/quoted-text.ts";
import type { ExpressionReferences } from "../../domain/schema/expression.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import { celReferences, type CelNode, shorten } from "./cel-references.ts";
import { CelResultFault, fromCel, pickBindings, toCel } from "./cel-values.ts";

/** Bytes of one expression. */
const BYTES_MAX = 4_096;
/** Brackets inside each other. More would overflow the parser's stack. */
const NESTING_MAX = 32;

/** A compiled expression. */
export interface CelProgram {
  readonly references: ExpressionReferences;
  /** Whether its time is not bounded by its length. */
  readonly isCostly: boolean;
  /** The bindings that it refers to, and nothing else. */
  pick(bindings: JsonObject): JsonObject;
  /** Evaluates, without a time limit. @throws OrchestratorError `EXPRESSION_INVALID`, `EXPRESSION_TYPE`, `EXPRESSION_TOO_COSTLY` */
  run(bindings: JsonObject): Json;
}

const { DOUBLE, INT } = CelScalar;
// JSON has one kind of number, so an integer and a fraction may be mixed, which CEL alone refuses.
const environment = celEnv({
  funcs: [
    celFunc("_+_", [INT, DOUBLE], DOUBLE, (left, right) => Number(left) + right),
    celFunc("_+_", [DOUBLE, INT], DOUBLE, (left, right) => left + Number(right)),
    celFunc("_-_", [INT, DOUBLE], DOUBLE, (left, right) => Number(left) - right),
    celFunc("_-_", [DOUBLE, INT], DOUBLE, (left, right) => left - Number(right)),
    celFunc("_*_", [INT, DOUBLE], DOUBLE, (left, right) => Number(left) * right),
    celFunc("_*_", [DOUBLE, INT], DOUBLE, (left, right) => left * Number(right)),
    celFunc("_/_", [INT, DOUBLE], DOUBLE, (left, right) => Number(left) / right),
    celFunc("_/_", [DOUBLE, INT], DOUBLE, (left, right) => left / Number(right)),
  ],
});
const functionNames = [...new Set([...environment.funcs].map((one) => one.name))].filter((name) =>
  /^[A-Za-z]/.test(name),
);

/** Compiles an expression. @throws OrchestratorError `EXPRESSION_INVALID` */
export function compileCel(expression: string): CelProgram {
  if (Buffer.byteLength(expression) > BYTES_MAX) throw invalid(expression, `is longer than ${BYTES_MAX} bytes`);
  if (nesting(expression) > NESTING_MAX)
    throw invalid(expression, `has more than ${NESTING_MAX} brackets inside each other`);
  const root = parseCel(expression);
  const { references, isCostly, functions } = celReferences(root, expression);
  const unknown = functions.find((name) => !functionNames.includes(name));
  if (unknown !== undefined)
    throw invalid(
      expression,
      `calls the unknown function "${unknown}"${didYouMean(unknown, [...functionNames, "all", "exists", "filter", "has", "map"])}`,
    );
  const planned = plan(environment, root);
  const program: CelProgram = {
    references,
    isCostly,
    pick: (bindings) => pickBindings(references, bindings),
    run(bindings) {
      const picked = Object.entries(program.pick(bindings)).map(([name, value]) => [name, toCel(value)] as const);
      const result = planned(Object.fromEntries(picked));
      if (isCelError(result)) throw evaluationFault(expression, { references, message: result.message });
      try {
        return fromCel(result);
      } catch (error) {
        if (!(error instanceof CelResultFault)) throw error;
        throw fault(error.isTooLarge ? "EXPRESSION_TOO_COSTLY" : "EXPRESSION_TYPE", expression, error.message);
      }
    },
  };
  return program;
}

function parseCel(expression: string): CelNode {
  try {
    return parse(expression).expr;
  } catch (error) {
    if (error instanceof RangeError) throw invalid(expression, "is nested too deep");
    const message = error instanceof Error ? error.message : String(error);
    const [, column, found] = /^<input>:\d+:(\d+): found (.+?) but expecting/s.exec(message) ?? [];
    const problem =
      column === undefined
        ? message.split("\n")[0]
        : `found ${found} at character ${column}, where the expression cannot go on so`;
    throw new OrchestratorError("EXPRESSION_INVALID", `"\${${shorten(expression)}}" is no expression: ${problem}`, {
      details: { expression: shorten(expression) },
      cause: error,
    });
  }
}

/** What went wrong, told by types and names of the expression: the library's own words may hold values, and a value may be secret. */
function evaluationFault(
  expression: string,
  { references, message }: { readonly references: ExpressionReferences; readonly message: string },
): OrchestratorError {
  const [, operator, types] = /^found no matching overload for '?(.+?)'? applied to '(.*)'$/s.exec(message) ?? [];
  if (operator !== undefined)
    return fault("EXPRESSION_TYPE", expression, `cannot use ${operatorNamed(operator)} on ${types}`);
  if (message.startsWith("type mismatch")) return fault("EXPRESSION_TYPE", expression, `has a ${message}`);
  const { secrets, components, gates, steps } = references;
  const mayBeSecret = secrets.length + components.length + gates.length + steps.length > 0;
  return invalid(
    expression,
    mayBeSecret ? "cannot be evaluated with the values it got" : `cannot be evaluated: ${message}`,
  );
}

function operatorNamed(operator: string): string {
  return /^[A-Za-z]/.test(operator) ? `"${operator}"` : `"${operator.replaceAll("_", " ").trim()}"`;
}

/** The most brackets inside each other, quoted text left out. */
function nesting(expression: string): number {
  let [depth, deepest, at] = [0, 0, 0];
  while (at < expression.length) {
    const character = expression[at] ?? "";
    if (character === '"' || character === "'") {
      at = quoteEnd(expression, at);
      continue;
    }
    if ("([{".includes(character)) deepest = Math.max(deepest, ++depth);
    if (")]}".includes(character)) depth -= 1;
    at += 1;
  }
  return deepest;
}

function invalid(expression: string, problem: string): OrchestratorError {
  return fault("EXPRESSION_INVALID", expression, problem);
}

function fault(
  code: "EXPRESSION_INVALID" | "EXPRESSION_TYPE" | "EXPRESSION_TOO_COSTLY",
  expression: string,
  problem: string,
): OrchestratorError {
  return new OrchestratorError(code, `"\${${shorten(expression)}}" ${problem}`, {
    details: { expression: shorten(expression) },
  });
}
