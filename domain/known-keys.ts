import type { Json, JsonObject } from "./schema/json.ts";

/** The keys that a JSON Schema allows at a path of a value, in the schema's order; empty where it allows any, or none is known. */
export function knownKeys(schema: JsonObject, path: readonly PropertyKey[]): readonly string[] {
  let current: readonly JsonObject[] = expand(schema, schema);
  for (const part of path) {
    current = current.flatMap((option) => descend(option, String(part)).flatMap((child) => expand(child, schema)));
  }
  return [...new Set(current.flatMap((option) => Object.keys(asObject(option["properties"]) ?? {})))];
}

/** The schema itself, or what its reference or its choices lead to. A reference that leads back to itself ends there. */
function expand(schema: JsonObject, root: JsonObject, depth = 0): readonly JsonObject[] {
  if (depth > 8) return [];
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const target = reference.startsWith("#/$defs/")
      ? asObject(asObject(root["$defs"])?.[reference.slice(8)])
      : undefined;
    return target === undefined ? [] : expand(target, root, depth + 1);
  }
  const choices = [schema["anyOf"], schema["oneOf"], schema["allOf"]].flatMap((choice) =>
    Array.isArray(choice) ? (choice as readonly Json[]) : [],
  );
  const expanded = choices.flatMap((choice) => {
    const option = asObject(choice);
    return option === undefined ? [] : expand(option, root, depth + 1);
  });
  return [schema, ...expanded];
}

function descend(schema: JsonObject, part: string): readonly JsonObject[] {
  const properties = asObject(schema["properties"]);
  const next =
    properties !== undefined && Object.hasOwn(properties, part)
      ? properties[part]
      : (schema["additionalProperties"] ?? schema["items"]);
  const child = asObject(next);
  return child === undefined ? [] : [child];
}

function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
