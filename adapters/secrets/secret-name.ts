import { OrchestratorError } from "../../domain/errors.ts";

const VALUE_BYTES_MAX = 64 * 1024;

/** Whether a secret can have that name: an identifier of expressions, at most 63 characters, in a project of lower-case letters, digits and dashes. */
export function isSecretName(project: string, name: string): boolean {
  return /^[a-z][a-z0-9-]{0,62}$/.test(project) && /^[a-zA-Z][a-zA-Z0-9_]{0,62}$/.test(name);
}

/** @throws OrchestratorError `SECRET_INVALID` for a name or a value outside the limits; the value is not in the message. */
export function checkSecret(project: string, name: string, value: string): void {
  const problem = problemOf(project, name, value);
  if (problem === undefined) return;
  throw new OrchestratorError("SECRET_INVALID", problem, { details: { project, name } });
}

/** The failure to read a secret that does not exist. */
export function secretNotFound(project: string, name: string): OrchestratorError {
  const message = `project "${project}" has no secret "${name}"`;
  return new OrchestratorError("SECRET_NOT_FOUND", message, { details: { project, name } });
}

function problemOf(project: string, name: string, value: string): string | undefined {
  if (!isSecretName(project, name))
    return "a secret's name is a letter, then letters, digits and underscores, at most 63";
  if (value === "") return `the value of "${name}" is empty`;
  if (Buffer.byteLength(value) > VALUE_BYTES_MAX)
    return `the value of "${name}" has more than ${VALUE_BYTES_MAX} bytes`;
  if (value.includes("\0") || !value.isWellFormed()) return `the value of "${name}" is not plain text`;
  return undefined;
}
