import { OrchestratorError } from "../../domain/errors.ts";

/** Writes one line per entry. Facts must hold no secrets, no tokens and no bodies of requests. */
export interface Log {
  /** Something that an operator wants to know once: a start, a stop. */
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  /** Something that went wrong, with its causes. */
  error(message: string, error: unknown, facts?: Readonly<Record<string, unknown>>): void;
}

/** A log of JSON lines `{ time, level, message, … }`; `write` gets each with its line feed. */
export function jsonLog(write: (line: string) => void): Log {
  const entry = (level: string, message: string, facts: Readonly<Record<string, unknown>>) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...facts })}\n`);
  return {
    info: (message, facts = {}) => entry("info", message, facts),
    error: (message, error, facts = {}) => entry("error", message, { ...facts, causes: causesOf(error) }),
  };
}

/**
 * The error and its causes, outermost first, at most 5. A bug shows its stack; what was thrown on purpose says enough by
 * its code and message.
 */
function causesOf(error: unknown): readonly string[] {
  const causes: string[] = [];
  const isExpected = error instanceof OrchestratorError;
  let cause = error;
  for (; cause instanceof Error && causes.length < 5; cause = cause.cause) {
    const code = cause instanceof OrchestratorError ? cause.code : cause.name;
    causes.push(isExpected || cause.stack === undefined ? `${code}: ${cause.message}` : cause.stack);
  }
  if (typeof cause === "string") causes.push(cause);
  return causes;
}
