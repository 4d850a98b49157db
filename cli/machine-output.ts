import { usageFailure } from "./command-failure.ts";

/** How a command prints its data. */
export type OutputForm = "table" | "wide" | "json" | "yaml" | "name";

const FORMS: readonly string[] = ["table", "wide", "json", "yaml", "name"];

/** The form that `-o` names. @throws CommandFailure with exit code 2 for another word, or one that `allowed` lacks */
export function parseForm(text: string, allowed: readonly OutputForm[]): OutputForm {
  const form = allowed.find((known) => known === text);
  if (form !== undefined) return form;
  const problem = FORMS.includes(text) ? `this command cannot print "${text}"` : `"${text}" is no output form`;
  throw usageFailure(problem, `use -o ${allowed.join(", -o ")}`);
}

/** Data as JSON or YAML text with a line feed at its end. Instants are RFC 3339 in UTC; what people wrote or services gave stays as it is. */
export async function machineText(data: unknown, form: "json" | "yaml"): Promise<string> {
  const told = withInstants(data);
  if (form === "json") return `${JSON.stringify(told, null, 2)}\n`;
  const { stringify } = await import("yaml");
  return stringify(told, { lineWidth: 0 });
}

// Parts whose keys are not ours to interpret.
const FOREIGN = new Set([
  "document",
  "outputs",
  "output",
  "data",
  "schema",
  "examples",
  "parameters",
  "log",
  "wanted",
  "seen",
]);

const INSTANTS = new Set(["at", "since", "until"]);

/** The data with every instant (`…At`, `at`, `since`, `until`) as RFC 3339 text. */
export function withInstants(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withInstants);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, told(key, value)]));
}

function told(key: string, value: unknown): unknown {
  if (FOREIGN.has(key)) return value;
  if (typeof value === "number" && (INSTANTS.has(key) || /(?:At|Until)$/.test(key)))
    return new Date(value).toISOString();
  if (Array.isArray(value) && key.endsWith("At")) return value.map((one) => told(key, one));
  return withInstants(value);
}
