/** A record of an answer: fields by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** The record in `result`, which is an object for some calls and an array for others; undefined where there is none. */
export function one(json: unknown): Fields | undefined {
  return many(json)[0];
}

/** The records in `result`. */
export function many(json: unknown): readonly Fields[] {
  const result = isFields(json) ? json["result"] : undefined;
  const all: readonly unknown[] = Array.isArray(result) ? result : [result];
  return all.filter(isFields);
}

/** The value of a field as text, whether it came plain, as a pair or as a reference; undefined where it is absent. */
export function val(field: unknown): string | undefined {
  if (typeof field === "string") return field;
  if (typeof field === "number" || typeof field === "boolean") return String(field);
  return isFields(field) ? val(field["value"]) : undefined;
}

/** The value of a field as a number: `"-5"`, `-5` and `3.0` alike; undefined where it is none. */
export function num(field: unknown): number | undefined {
  const text = val(field);
  const number = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** What people see of a field: its display value, or its value; empty where it is absent. */
export function shown(field: unknown): string {
  const display = isFields(field) ? val(field["display_value"]) : undefined;
  return display ?? val(field) ?? "";
}

/** Whether something is a record. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
