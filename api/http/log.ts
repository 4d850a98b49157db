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

/** The error and its causes, outermost first, at most 5, each with its stack where it has one. */
function causesOf(error: unknown): readonly string[] {
  const causes: string[] = [];
  let cause = error;
  for (; cause instanceof Error && causes.length < 5; cause = cause.cause) causes.push(cause.stack ?? cause.message);
  if (typeof cause === "string") causes.push(cause);
  return causes;
}
