import { OrchestratorError } from "../../domain/errors.ts";
import type { OpenAttempt } from "./attempt.ts";
import type { CellPorts } from "./cell-ports.ts";
import { maskError } from "./mask-error.ts";

/**
 * An error of what resolves no inputs, as a removal or a stop, without the secrets of its environment. Where those cannot be
 * read, nothing of it is told but its code.
 */
export async function maskByEnvironment(ports: CellPorts, attempt: OpenAttempt, error: unknown): Promise<unknown> {
  // A cancellation tells nothing of the outside, and must stay what it is.
  if (attempt.signal.aborted || (error instanceof OrchestratorError && error.code === "FENCED")) return error;
  try {
    const secrets = await secretsOf(ports, attempt);
    return maskError(error, (text) => ports.mask(text, secrets));
  } catch {
    attempt.signal.throwIfAborted();
    return untold(error);
  }
}

async function secretsOf(ports: CellPorts, { opened }: OpenAttempt): Promise<readonly string[]> {
  const values: string[] = [];
  for (const name of await ports.secrets.names(opened.project)) {
    // One that was deleted since its name was read is no secret any more.
    if ((await ports.secrets.version(opened.project, name)) === undefined) continue;
    values.push((await ports.secrets.read(opened.project, name)).value);
  }
  for (const uid of await ports.records.componentsOf(opened.environmentUid)) {
    values.push(...Object.values(await ports.sealed.unseal(uid)));
  }
  return values;
}

function untold(error: unknown): Error {
  const why = "what it says is not told: the secrets that it may hold cannot be read";
  if (!(error instanceof OrchestratorError)) return new Error(why);
  const { retryAfterMs } = error.details;
  const details = typeof retryAfterMs === "number" ? { retryAfterMs } : {};
  return new OrchestratorError(error.code, why, { details });
}
