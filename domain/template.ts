import { OrchestratorError } from "./errors.ts";
import { toPointer } from "./json-pointer.ts";
import { quoteEnd } from "./quoted-text.ts";
import type { Json, JsonObject } from "./schema/json.ts";

/** A piece of a templated text. */
export type Segment = { readonly text: string } | { readonly expression: string };

/** An expression of a config and where it stands. */
export interface LocatedExpression {
  /** JSON pointer of the text that holds it, from the config's root. */
  readonly pointer: string;
  readonly expression: string;
  /** Whether the expression is the whole text, so that its value keeps its type. */
  readonly isWhole: boolean;
}

/** A text whose template is broken, and where it stands. */
export interface LocatedFault {
  readonly pointer: string;
  readonly message: string;
}

/**
 * Splits a text into plain text and `${…}` expressions; `$${` stands for the text `${`. Braces and quoted text inside
 * an expression belong to it. A text without expressions is one piece; the empty text is none.
 * @throws OrchestratorError `EXPRESSION_INVALID` for an expression that is empty or does not end
 */
export function splitTemplate(template: string): readonly Segment[] {
  const segments: Segment[] = [];
  let text = "";
  let at = 0;
  while (at < template.length) {
    const dollar = template.indexOf("$", at);
    if (dollar < 0) break;
    if (template.startsWith("$${", dollar)) {
      text += `${template.slice(at, dollar)}\${`;
      at = dollar + 3;
      continue;
    }
    if (!template.startsWith("${", dollar)) {
      text += template.slice(at, dollar + 1);
      at = dollar + 1;
      continue;
    }
    const end = expressionEnd(template, dollar + 2);
    const expression = template.slice(dollar + 2, end).trim();
    if (expression === "") throw new OrchestratorError("EXPRESSION_INVALID", 'the expression "${}" is empty');
    text += template.slice(at, dollar);
    if (text !== "") segments.push({ text });
    segments.push({ expression });
    text = "";
    at = end + 1;
  }
  text += template.slice(at);
  if (text !== "") segments.push({ text });
  return segments;
}

/** Every expression of a value, in document order, and every text whose template is broken. Keys hold no expressions. */
export function listExpressions(value: Json): {
  readonly expressions: readonly LocatedExpression[];
  readonly faults: readonly LocatedFault[];
} {
  const expressions: LocatedExpression[] = [];
  const faults: LocatedFault[] = [];
  walkTexts(value, [], (text, path) => {
    const pointer = toPointer(path);
    try {
      const segments = splitTemplate(text);
      for (const segment of segments) {
        if ("expression" in segment)
          expressions.push({ pointer, expression: segment.expression, isWhole: segments.length === 1 });
      }
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      faults.push({ pointer, message: error.message });
    }
  });
  return { expressions, faults };
}

/**
 * The value with every expression replaced by what it evaluates to: a whole-text expression keeps its type, a mixed
 * one gives text. Expressions are evaluated one after the other, in document order.
 * @throws OrchestratorError `EXPRESSION_INVALID`, `EXPRESSION_TYPE` for a list, an object or null inside text, and what `evaluate` throws
 */
export async function resolveConfig<Value extends Json>(
  value: Value,
  evaluate: (expression: string) => Promise<Json>,
): Promise<Value>;
export async function resolveConfig(value: Json, evaluate: (expression: string) => Promise<Json>): Promise<Json> {
  if (typeof value === "string") return await resolveText(value, evaluate);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value as readonly Json[]) items.push(await resolveConfig(item, evaluate));
    return items;
  }
  const resolved: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value as JsonObject)) resolved[key] = await resolveConfig(item, evaluate);
  return resolved;
}

async function resolveText(template: string, evaluate: (expression: string) => Promise<Json>): Promise<Json> {
  if (!template.includes("${")) return template;
  const segments = splitTemplate(template);
  const [first] = segments;
  if (segments.length === 1 && first !== undefined && "expression" in first) return await evaluate(first.expression);
  let text = "";
  for (const segment of segments) {
    text += "text" in segment ? segment.text : toText(await evaluate(segment.expression), segment.expression);
  }
  return text;
}

/** How a value reads inside text. @throws OrchestratorError `EXPRESSION_TYPE` for a list, an object or null */
export function toText(value: Json, expression: string): string {
  if (typeof value !== "object") return String(value);
  const type = value === null ? "null" : Array.isArray(value) ? "a list" : "an object";
  throw new OrchestratorError("EXPRESSION_TYPE", `"\${${expression}}" gives ${type}, which cannot stand inside text`, {
    details: { expression },
  });
}

function walkTexts(
  value: Json,
  path: readonly PropertyKey[],
  visit: (text: string, path: readonly PropertyKey[]) => void,
): void {
  if (typeof value === "string") return visit(value, path);
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) walkTexts(item as Json, [...path, key], visit);
}

/** Position of the brace that ends the expression which starts at `start`. */
function expressionEnd(template: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < template.length) {
    const character = template[at];
    if (character === '"' || character === "'") {
      at = quoteEnd(template, at);
      continue;
    }
    if (character === "{") depth += 1;
    if (character === "}") {
      if (depth === 0) return at;
      depth -= 1;
    }
    at += 1;
  }
  const shown = template.slice(start - 2, start + 38);
  throw new OrchestratorError("EXPRESSION_INVALID", `the expression "${shown}" has no closing brace`, {
    details: { expression: shown },
  });
}
