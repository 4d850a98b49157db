import { createHash } from "node:crypto";

/** `sha256:<hex>` of a JSON value. Two objects that differ only in the order of their keys have the same digest. */
export function digest(value: unknown): string {
  return `sha256:${sha256(JSON.stringify(sortKeys(value)))}`;
}

/** Lower-case hex SHA-256 of a text. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, sortKeys(child)]));
}
