import { canonicalJson } from "./canonical-json.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { ParameterSchema } from "./schema/documents.ts";
import type { Json, JsonObject } from "./schema/json.ts";

/** What is wrong with a value, and where inside it. */
export interface ParameterFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** True where the key at the path is wrong, not its value. */
  readonly isKey?: true;
}

/** The types that a parameter may have. */
const TYPES = ["string", "integer", "number", "boolean", "array", "object"] as const;
/** The keywords of JSON Schema that `items` may use. */
const KEYWORDS = [
  "type",
  "description",
  "default",
  "enum",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "items",
] as const;

/** Compares a value with a parameter's schema. A wrong type hides what else may be wrong. Empty when it is right. */
export function checkParameter(schema: ParameterSchema | JsonObject, value: Json): readonly ParameterFault[] {
  const { type } = schema;
  if (typeof type === "string" && !hasType(value, type)) return [fault(`expected ${type}, got ${typeNamed(value)}`)];
  const faults = [...enumFaults(schema["enum"], value)];
  if (typeof value === "number") faults.push(...rangeFaults(schema, value, "value"));
  if (typeof value === "string") faults.push(...lengthFaults(schema, value));
  const { items } = schema;
  if (Array.isArray(value) && isObject(items)) {
    (value as readonly Json[]).forEach((item, index) => {
      for (const inner of checkParameter(items, item)) faults.push({ ...inner, path: [index, ...inner.path] });
    });
  }
  return faults;
}

/** What is wrong with a parameter's schema itself: limits that exclude each other, a default or a choice that breaks it, unknown `items`. */
export function checkParameterSchema(schema: ParameterSchema | JsonObject): readonly ParameterFault[] {
  const faults: ParameterFault[] = [];
  const below = (low: string, high: string) => {
    const [lowest, highest] = [(schema as JsonObject)[low], (schema as JsonObject)[high]];
    if (typeof lowest === "number" && typeof highest === "number" && lowest > highest)
      faults.push(fault(`${lowest} is more than ${high} (${highest})`, [low]));
  };
  below("minimum", "maximum");
  below("minLength", "maxLength");
  const { default: initial, enum: choices, ...rest } = schema;
  if (Array.isArray(choices)) {
    (choices as readonly Json[]).forEach((choice, index) => {
      for (const inner of checkParameter(rest as JsonObject, choice))
        faults.push({ ...inner, path: ["enum", index, ...inner.path] });
    });
  }
  if (initial !== undefined) {
    for (const inner of checkParameter(schema, initial as Json))
      faults.push({ ...inner, path: ["default", ...inner.path] });
  }
  const { items } = schema;
  if (isObject(items))
    faults.push(...itemsFaults(items).map((inner) => ({ ...inner, path: ["items", ...inner.path] })));
  return faults;
}

/** A value that fits a schema, for trying expressions: its default, its first choice, or the smallest that the limits allow. */
export function sampleParameter(schema: ParameterSchema | JsonObject): Json {
  const { default: initial, enum: choices, type, minimum, maximum, minLength, items } = schema as JsonObject;
  if (initial !== undefined) return initial;
  const [first] = Array.isArray(choices) ? (choices as readonly Json[]) : [];
  if (first !== undefined) return first;
  if (type === "integer" || type === "number") {
    if (typeof minimum === "number") return type === "integer" ? Math.ceil(minimum) : minimum;
    return typeof maximum === "number" && maximum < 1 ? Math.floor(maximum) : 1;
  }
  if (type === "boolean") return true;
  if (type === "array") return isObject(items) ? [sampleParameter(items)] : [];
  if (type === "object") return {};
  return "sample".padEnd(typeof minLength === "number" ? Math.min(minLength, 10_000) : 0, "x");
}

function itemsFaults(items: JsonObject): readonly ParameterFault[] {
  const unknown = Object.keys(items).filter((key) => !KEYWORDS.some((keyword) => keyword === key));
  const faults = unknown.map((key): ParameterFault => ({
    ...fault(`"${key}" is unknown${didYouMean(key, KEYWORDS)}`, [key]),
    isKey: true,
  }));
  const { type } = items;
  if (type !== undefined && !TYPES.some((known) => known === type))
    faults.push(fault(`expected ${TYPES.join(", ")}`, ["type"]));
  return faults.length > 0 ? faults : checkParameterSchema(items);
}

function hasType(value: Json, type: string): boolean {
  if (type === "integer") return Number.isSafeInteger(value);
  return type === typeNamed(value);
}

function enumFaults(choices: unknown, value: Json): readonly ParameterFault[] {
  if (!Array.isArray(choices)) return [];
  const known = (choices as readonly Json[]).map((choice) => canonicalJson(choice));
  if (known.includes(canonicalJson(value))) return [];
  const texts = (choices as readonly Json[]).filter((choice) => typeof choice === "string");
  return [
    fault(`expected ${known.slice(0, 20).join(" or ")}${typeof value === "string" ? didYouMean(value, texts) : ""}`),
  ];
}

function rangeFaults(schema: ParameterSchema | JsonObject, value: number, what: string): readonly ParameterFault[] {
  const { minimum, maximum } = schema;
  if (typeof minimum === "number" && value < minimum) return [fault(`the ${what} ${value} is less than ${minimum}`)];
  return typeof maximum === "number" && value > maximum ? [fault(`the ${what} ${value} is more than ${maximum}`)] : [];
}

function lengthFaults(
  { minLength, maxLength }: ParameterSchema | JsonObject,
  value: string,
): readonly ParameterFault[] {
  // JSON Schema counts characters, not units of UTF-16.
  const { length } = Array.from(value);
  if (typeof minLength === "number" && length < minLength)
    return [fault(`${length} characters are less than ${minLength}`)];
  return typeof maxLength === "number" && length > maxLength
    ? [fault(`${length} characters are more than ${maxLength}`)]
    : [];
}

function typeNamed(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fault(message: string, path: readonly PropertyKey[] = []): ParameterFault {
  return { path, message };
}
