import type { Json, JsonObject } from "../../domain/schema/json.ts";

/** The secrets that an attempt has come to know. What goes out is masked with them. */
export interface SecretValues {
  add(...values: readonly (string | undefined)[]): void;
  mask(text: string): string;
  maskJson(value: JsonObject): JsonObject;
}

/** None so far. */
export function secretValues(mask: (text: string, secrets: readonly string[]) => string): SecretValues {
  const known = new Set<string>();
  const maskText = (text: string) => (known.size === 0 ? text : mask(text, [...known]));
  const maskEntries = (value: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(value).map(([key, item]) => [maskText(key), maskValue(item)]));
  const maskValue = (value: Json): Json => {
    if (typeof value === "string") return maskText(value);
    if (typeof value !== "object" || value === null) return value;
    return Array.isArray(value) ? value.map((item: Json) => maskValue(item)) : maskEntries(value as JsonObject);
  };
  return {
    add(...values) {
      for (const value of values) if (value !== undefined && value !== "") known.add(value);
    },
    mask: maskText,
    maskJson: maskEntries,
  };
}
