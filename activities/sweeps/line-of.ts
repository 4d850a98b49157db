import { OrchestratorError } from "../../domain/errors.ts";

const LONGEST = 300;

/** One line of what went wrong, for logs and for people. */
export function lineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof OrchestratorError ? `${error.code}: ` : "";
  return `${code}${text.replace(/\s+/g, " ")}`.slice(0, LONGEST);
}
