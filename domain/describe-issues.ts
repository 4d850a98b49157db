import { didYouMean, nearestName } from "./did-you-mean.ts";
import { knownKeys } from "./known-keys.ts";
import { toPointer, valueAt } from "./json-pointer.ts";
import type { Json, JsonObject } from "./schema/json.ts";

/** A schema's complaint about a value, in the shape in which zod gives it. */
export interface SchemaIssue {
  /** `invalid_type`, `unrecognized_keys`, `invalid_value`, `invalid_key`, `invalid_union`, …; absent for one of no kind. */
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The type that would have been right, of `invalid_type`. */
  readonly expected?: string;
  /** The keys, of `unrecognized_keys`. */
  readonly keys?: readonly string[];
  /** The values that would have been right, of `invalid_value`. */
  readonly values?: readonly unknown[];
  /** Complaints about the key, of `invalid_key`. */
  readonly issues?: readonly SchemaIssue[];
  /** Complaints of each choice, of `invalid_union`. */
  readonly errors?: readonly (readonly SchemaIssue[])[];
}

/** A complaint for people. */
export interface DescribedIssue {
  /** JSON pointer of what is wrong, or of what lacks something. */
  readonly pointer: string;
  /** Whether the key at the pointer is wrong, not its value. */
  readonly isKey: boolean;
  /** Whether there is nothing at the pointer, and should be. */
  readonly isMissing: boolean;
  /** Names the place and says what is wrong: `spec.clas is unknown, did you mean "class"?` */
  readonly message: string;
}

/** What the complaints are about. */
export interface IssueContext {
  /** The value that the schema looked at. */
  readonly value: Json;
  /** The JSON Schema of it, for "did you mean"; an empty object when there is none. */
  readonly jsonSchema: JsonObject;
  /** Where the value stands in its document; empty for the whole document. */
  readonly path: readonly PropertyKey[];
  /** Whether an expression made the value, so that nobody can write it otherwise. Default: false. */
  readonly isComputed?: boolean;
}

/**
 * Puts a schema's complaints into words. An unknown key each gets its own; a key that is missing because it was
 * mistyped gets none besides.
 */
export function describeIssues(issues: readonly SchemaIssue[], context: IssueContext): readonly DescribedIssue[] {
  const mistyped = new Set(issues.flatMap((issue) => suggestedPointers(issue, context)));
  return issues
    .flatMap((issue) => describeIssue(issue, context))
    .filter((one) => !(one.isMissing && mistyped.has(one.pointer)));
}

/** Pointers of the keys that were probably meant. */
function suggestedPointers({ code, keys, path }: SchemaIssue, context: IssueContext): readonly string[] {
  if (code !== "unrecognized_keys" || keys === undefined) return [];
  const known = knownKeys(context.jsonSchema, path);
  const nearest = keys.map((key) => nearestName(key, known)).filter((key) => key !== undefined);
  return nearest.map((key) => toPointer([...context.path, ...path, key]));
}

function describeIssue(issue: SchemaIssue, context: IssueContext): readonly DescribedIssue[] {
  const path = [...context.path, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(context.jsonSchema, issue.path);
    return (issue.keys ?? []).map((key) => ({
      pointer: toPointer([...path, key]),
      isKey: true,
      isMissing: false,
      message: `${dotted([...path, key])} is unknown${didYouMean(key, known) || oneOf(known)}`,
    }));
  }
  if (issue.code === "invalid_key") {
    const [reason] = issue.issues ?? [];
    return [
      {
        pointer: toPointer(path),
        isKey: true,
        isMissing: false,
        message: `the name ${dotted(path)} is not valid: ${sentence(reason?.message ?? issue.message)}`,
      },
    ];
  }
  const pointer = toPointer(path);
  const value = valueAt(context.value, toPointer(issue.path));
  const inside = value === undefined ? [] : insideObject(issue, value);
  if (inside.length > 0) return inside.flatMap((one) => describeIssue(one, context));
  if (value === undefined) return [{ pointer, isKey: false, isMissing: true, message: `${dotted(path)} is missing` }];
  return [
    {
      pointer,
      isKey: false,
      isMissing: false,
      message: `${dotted(path)}: ${reasonOf(issue, value)}${quotesHint(issue, value, context)}`,
    },
  ];
}

function reasonOf(issue: SchemaIssue, value: Json): string {
  if (issue.code === "invalid_type" && issue.expected !== undefined)
    return `expected ${named(issue.expected)}, got ${typeOf(value)}`;
  if (issue.code === "invalid_union") return unionReason(issue, value);
  if (issue.code !== "invalid_value" || issue.values === undefined) return sentence(issue.message);
  const texts = issue.values.filter((one) => typeof one === "string");
  const near = typeof value === "string" ? didYouMean(value, texts) : "";
  const got = typeof value === "object" ? typeOf(value) : JSON.stringify(value).slice(0, 80);
  return `expected ${issue.values.map((one) => JSON.stringify(one)).join(" or ")}, got ${got}${near}`;
}

/** YAML reads `1.0` and `on` as something else than text. */
function quotesHint({ code, expected }: SchemaIssue, value: Json, { isComputed = false }: IssueContext): string {
  const isScalar = typeof value === "number" || typeof value === "boolean";
  return code === "invalid_type" && expected === "string" && isScalar && !isComputed ? "; write it in quotes" : "";
}

/** What is wrong inside an object, where one choice alone takes an object: each complaint at its own place. */
function insideObject({ code, errors = [], path }: SchemaIssue, value: Json): readonly SchemaIssue[] {
  if (code !== "invalid_union" || typeOf(value) !== "object") return [];
  const isInside = (issue: SchemaIssue) => issue.path.length > 0 || issue.code === "unrecognized_keys";
  const [choice, ...others] = errors.filter((issues) => issues.every(isInside));
  if (choice === undefined || others.length > 0) return [];
  return choice.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}

/** The choice that came nearest says why: the one whose complaint is not about the type. */
function unionReason(issue: SchemaIssue, value: Json): string {
  const choices = (issue.errors ?? []).flatMap((errors) => errors.slice(0, 1));
  const nearest = choices.find((choice) => choice.path.length > 0 || choice.code !== "invalid_type");
  if (nearest !== undefined) {
    const inner = valueAt(value, toPointer(nearest.path));
    const place = nearest.path.length === 0 ? "" : `${dotted(nearest.path)}: `;
    return `${place}${inner === undefined ? "is missing" : reasonOf(nearest, inner)}`;
  }
  const expected = [...new Set(choices.map((choice) => named(choice.expected ?? "another value")))];
  return expected.length === 0 ? sentence(issue.message) : `expected ${expected.join(" or ")}, got ${typeOf(value)}`;
}

/** A path as people write it: `spec.components.api.after[0]`; `the document` for the empty one. */
export function dotted(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number" || /^\d+$/.test(String(part))) text += `[${String(part)}]`;
    else if (/^[A-Za-z_$][A-Za-z0-9_$-]*$/.test(String(part))) text += text === "" ? String(part) : `.${String(part)}`;
    else text += `[${JSON.stringify(String(part).slice(0, 80))}]`;
  }
  return text === "" ? "the document" : text;
}

/** The JSON type of a value with its article left out: `string`, `list`, `object`, `null`. */
export function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  return typeof value;
}

function named(expected: string): string {
  if (expected === "array") return "list";
  if (expected === "record") return "object";
  return expected === "int" ? "whole number" : expected;
}

function oneOf(known: readonly string[]): string {
  return known.length === 0 || known.length > 16 ? "" : `; known are ${known.join(", ")}`;
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
