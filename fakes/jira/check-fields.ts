import { isObject, problemOfDocument } from "./check-document.ts";
import type { Issue, JsonObject } from "./issue.ts";
import type { Project } from "./project.ts";

const OFF_SCREEN = "It is not on the appropriate screen, or unknown.";
const KEPT_AS_SENT = ["priority", "assignee", "reporter", "duedate", "components", "fixVersions", "versions"];
const DOCUMENTS = ["description", "environment"];

/** Fields of an issue that a call sets. Absent ones are left alone. */
export type SetFields = Partial<Pick<Issue, "summary" | "labels">> & { readonly otherFields: JsonObject };

/** What is wrong with the fields of a call, by field id. */
export type FieldErrors = Record<string, string>;

/** Parses the fields of a create or edit that mean the same in both, and adds what is wrong with them to `errors`. */
export function checkFields(fields: JsonObject, project: Project, errors: FieldErrors): SetFields {
  const otherFields: Record<string, unknown> = {};
  const set: { summary?: string; labels?: readonly string[] } = {};
  for (const [id, value] of Object.entries(fields)) {
    if (id === "summary") {
      const problem = problemOfSummary(value);
      if (problem === undefined) set.summary = String(value);
      else errors[id] = problem;
    } else if (id === "labels") {
      const problem = problemOfLabels(value);
      if (problem === undefined) set.labels = [...new Set((value ?? []) as readonly string[])];
      else errors[id] = problem;
    } else {
      const problem = problemOfOther(id, value, project);
      if (problem === undefined) otherFields[id] = value;
      else errors[id] = problem;
    }
  }
  return { ...set, otherFields };
}

/** What is wrong with a list of labels; undefined when nothing is. */
export function problemOfLabels(value: unknown): string | undefined {
  if (value === null) return undefined;
  if (!Array.isArray(value) || value.some((label) => typeof label !== "string")) return "data was not an array";
  const wrong = value.map(String).find((label) => label === "" || label.length > 255 || /\s/.test(label));
  if (wrong === undefined) return undefined;
  return /\s/.test(wrong)
    ? `The label '${wrong}' contains spaces which is invalid.`
    : `The label '${wrong}' is invalid.`;
}

function problemOfSummary(value: unknown): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return "You must specify a summary of the issue.";
  if (value.includes("\n")) return "The summary is invalid because it contains newline characters.";
  return value.length > 255 ? "Summary can't exceed 255 characters." : undefined;
}

function problemOfOther(id: string, value: unknown, project: Project): string | undefined {
  const custom = project.customFields[id];
  if (DOCUMENTS.includes(id) || custom === "textarea") return value === null ? undefined : problemOfDocument(value);
  if (custom === "text") {
    return typeof value === "string" || value === null ? undefined : "Operation value must be a string";
  }
  if (!KEPT_AS_SENT.includes(id)) return `Field '${id}' cannot be set. ${OFF_SCREEN}`;
  const isFine = id === "duedate" ? typeof value === "string" : isObject(value) || Array.isArray(value);
  return isFine || value === null ? undefined : `The value of '${id}' is invalid.`;
}
