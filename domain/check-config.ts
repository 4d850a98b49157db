import type { CheckedKind } from "./document-check.ts";
import { describeIssues, dotted, type SchemaIssue, typeOf } from "./describe-issues.ts";
import { type ErrorCode, OrchestratorError } from "./errors.ts";
import { fromPointer, toPointer, valueAt } from "./json-pointer.ts";
import { driverConfig, READY_WITHIN, readyWithinProblem } from "./read-ready-within.ts";
import type { ExpressionReferences } from "./schema/expression.ts";
import type { Json, JsonObject } from "./schema/json.ts";
import { listExpressions, type LocatedExpression, resolveConfig } from "./template.ts";

/** What is wrong with a config. The pointer starts at the config. */
export interface ConfigFinding {
  readonly code: ErrorCode;
  readonly pointer: string;
  /** Whether the key at the pointer is wrong, not its value. */
  readonly isKey: boolean;
  /** Names the place from `config` on. */
  readonly message: string;
}

/** With what a config is tried. */
export interface ConfigTrial {
  /** What the config is of. Only a component's has `readyWithin`. */
  readonly of: keyof typeof INVALID;
  readonly kind: Pick<CheckedKind, "configSchema" | "parseConfig">;
  readonly bindings: JsonObject;
  readonly evaluate: (expression: string, bindings: JsonObject) => Promise<Json>;
  /** What an expression refers to; undefined for one that is known to be wrong, which is not tried. */
  readonly references: (expression: string) => ExpressionReferences | undefined;
  /**
   * How far the bindings are the real ones: `exact` values are judged whole, `sampled` ones only by their type, and
   * of `guessed` ones the evaluation itself may fail.
   */
  readonly trust: (references: ExpressionReferences) => Trust;
}

/** A config that was tried. */
export interface TriedConfig {
  readonly findings: readonly ConfigFinding[];
  /** The config with every expression replaced that could be evaluated. */
  readonly resolved: JsonObject;
  /** Whether the value at a pointer is what it will be: written out, or made from real values. */
  isExact(pointer: string): boolean;
}

const INVALID = {
  component: "COMPONENT_CONFIG_INVALID",
  gate: "GATE_CONFIG_INVALID",
  step: "STEP_CONFIG_INVALID",
} as const satisfies Record<string, ErrorCode>;

/** How far a value may be judged. */
export type Trust = "exact" | "sampled" | "guessed";

/** An expression's text, and what may be said of its value. */
interface Mark {
  readonly located: LocatedExpression;
  trust: Trust | "unknown";
}

/** The findings of `tryConfig`. */
export async function checkConfig(config: JsonObject, trial: ConfigTrial): Promise<readonly ConfigFinding[]> {
  return (await tryConfig(config, trial)).findings;
}

/**
 * Evaluates a config's expressions, has its kind parse the result, and lists what is wrong. Values made from samples
 * are judged by their type alone, since their content will be another one.
 */
export async function tryConfig(config: JsonObject, trial: ConfigTrial): Promise<TriedConfig> {
  const findings: ConfigFinding[] = [];
  const marks = new Map<string, Mark>();
  const values = new Map<string, Json>();
  const { expressions, faults } = listExpressions(config);
  // A text whose template is broken is reported where it stands, and says nothing else.
  for (const { pointer } of faults)
    marks.set(pointer, { located: { pointer, expression: "", isWhole: false }, trust: "unknown" });
  for (const located of expressions) {
    const { trust, value, finding } = await tryExpression(located, trial);
    if (finding !== undefined) findings.push(finding);
    if (value !== undefined) values.set(located.expression, value);
    const worst = worse(marks.get(located.pointer)?.trust, trust);
    marks.set(located.pointer, { located, trust: worst });
  }
  const resolved = await resolveMarked(config, { marks, values, findings });
  if (trial.of === "component") findings.push(...readyWithinFindings(resolved, marks));
  const parsed = trial.of === "component" ? driverConfig(resolved) : resolved;
  const issues = trial.kind.parseConfig(parsed);
  const plain = issues.filter(
    (issue) => marks.get(toPointer(issue.path)) === undefined || issue.code === "unrecognized_keys",
  );
  for (const issue of issues) {
    const at = marks.get(toPointer(issue.path));
    if (at !== undefined && !plain.includes(issue))
      findings.push(...judgeAt(issue, { at, value: valueAt(resolved, at.located.pointer) ?? null, of: trial.of }));
  }
  findings.push(
    ...describePlain(
      plain.filter((issue) => isConclusive(issue, marks)),
      { parsed, trial },
    ),
  );
  const isExact = (pointer: string) => (marks.get(pointer)?.trust ?? "exact") === "exact";
  return { findings, resolved, isExact };
}

async function tryExpression(
  located: LocatedExpression,
  trial: ConfigTrial,
): Promise<{ readonly trust: Mark["trust"]; readonly value?: Json; readonly finding?: ConfigFinding }> {
  const references = trial.references(located.expression);
  if (references === undefined) return { trust: "unknown" };
  const trust = trial.trust(references);
  try {
    return { trust, value: await trial.evaluate(located.expression, trial.bindings) };
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    // With a guessed value a missing index or an unreadable number says nothing; a wrong type does.
    if (trust === "guessed" && error.code === "EXPRESSION_INVALID") return { trust: "unknown" };
    const message = `${place(located.pointer)}: ${error.message}`;
    return { trust: "unknown", finding: { code: error.code, pointer: located.pointer, isKey: false, message } };
  }
}

/** The config with what could be evaluated; a text with an unknown expression stays as it is. */
async function resolveMarked(
  config: JsonObject,
  known: {
    readonly marks: ReadonlyMap<string, Mark>;
    readonly values: ReadonlyMap<string, Json>;
    readonly findings: ConfigFinding[];
  },
): Promise<JsonObject> {
  const lookUp = async (expression: string) => await Promise.resolve(known.values.get(expression) ?? null);
  const resolveAt = async (value: Json, path: readonly string[]): Promise<Json> => {
    if (typeof value === "object" && value !== null) {
      const entries: [string, Json][] = [];
      for (const [key, item] of Object.entries(value))
        entries.push([key, await resolveAt(item as Json, [...path, key])]);
      return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
    }
    const pointer = toPointer(path);
    const mark = known.marks.get(pointer);
    if (mark === undefined) return typeof value === "string" ? await resolveConfig(value, lookUp) : value;
    if (mark.trust === "unknown") return value;
    try {
      return await resolveConfig(value, lookUp);
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      mark.trust = "unknown";
      known.findings.push({ code: error.code, pointer, isKey: false, message: `${place(pointer)}: ${error.message}` });
      return value;
    }
  };
  return (await resolveAt(config, [])) as JsonObject;
}

function readyWithinFindings(resolved: JsonObject, marks: ReadonlyMap<string, Mark>): readonly ConfigFinding[] {
  const pointer = toPointer([READY_WITHIN]);
  const value = resolved[READY_WITHIN];
  const mark = marks.get(pointer);
  if (mark?.trust === "unknown") return [];
  const isSample = mark !== undefined && mark.trust !== "exact";
  if (isSample && typeof value === "string") return [];
  const problem = readyWithinProblem(value);
  if (problem === undefined) return [];
  const code = mark !== undefined && typeof value !== "string" ? "EXPRESSION_TYPE" : "COMPONENT_CONFIG_INVALID";
  return [{ code, pointer, isKey: false, message: `config.${READY_WITHIN}: ${problem}` }];
}

/** Whether a complaint would stand with other values than the samples: nothing made up is where it looked. */
function isConclusive(issue: SchemaIssue, marks: ReadonlyMap<string, Mark>): boolean {
  const pointer = toPointer(issue.path);
  const madeUp = [...marks].filter(([, mark]) => mark.trust !== "exact").map(([marked]) => marked);
  if (madeUp.some((marked) => pointer === marked || pointer.startsWith(`${marked}/`))) return false;
  const isOfKeys = issue.code === "unrecognized_keys" || issue.code === "invalid_key" || issue.code === "invalid_type";
  return isOfKeys || !madeUp.some((marked) => marked.startsWith(`${pointer}/`));
}

function describePlain(
  issues: readonly SchemaIssue[],
  { parsed, trial: { of, kind } }: { readonly parsed: JsonObject; readonly trial: ConfigTrial },
): readonly ConfigFinding[] {
  const engineKeys = of === "component" ? { [READY_WITHIN]: {} } : {};
  const properties = { ...asObject(kind.configSchema["properties"]), ...engineKeys };
  // Under one more level, so that every message names its place from `config` on.
  const jsonSchema = {
    properties: { config: { ...kind.configSchema, properties } },
    $defs: kind.configSchema["$defs"] ?? {},
  };
  const inside = issues.map((issue) => ({ ...issue, path: ["config", ...issue.path] }));
  const described = describeIssues(inside, { value: { config: parsed }, jsonSchema, path: [] });
  return described.map(({ pointer, isKey, message }) => ({
    code: INVALID[of],
    pointer: pointer.slice("/config".length),
    isKey,
    message,
  }));
}

/** A complaint about exactly what an expression gave. */
function judgeAt(
  issue: SchemaIssue,
  { at, value, of }: { readonly at: Mark; readonly value: Json; readonly of: ConfigTrial["of"] },
): readonly ConfigFinding[] {
  if (at.trust === "unknown") return [];
  const { pointer, expression } = at.located;
  const described = describeIssues([{ ...issue, path: [] }], {
    value,
    jsonSchema: {},
    isComputed: true,
    path: ["config", ...fromPointer(pointer)],
  });
  const message = described.map((one) => one.message).join("; ");
  if (isAboutType(issue, value))
    return [{ code: "EXPRESSION_TYPE", pointer, isKey: false, message: `${message}, which "\${${expression}}" gives` }];
  return at.trust === "exact" ? [{ code: INVALID[of], pointer, isKey: false, message }] : [];
}

function isAboutType(issue: SchemaIssue, value: Json): boolean {
  if (issue.code === "invalid_type") return true;
  if (issue.code === "invalid_value") return (issue.values ?? []).every((one) => typeOf(one as Json) !== typeOf(value));
  if (issue.code !== "invalid_union") return false;
  const choices = issue.errors ?? [];
  return (
    choices.length > 0 &&
    choices.every((errors) => errors.some((error) => error.path.length === 0 && isAboutType(error, value)))
  );
}

function place(pointer: string): string {
  return dotted(["config", ...fromPointer(pointer)]);
}

function worse(left: Mark["trust"] | undefined, right: Mark["trust"]): Mark["trust"] {
  const order = ["exact", "sampled", "guessed", "unknown"] as const;
  return order[Math.max(order.indexOf(left ?? "exact"), order.indexOf(right))] ?? "unknown";
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
