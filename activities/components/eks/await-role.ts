import { OrchestratorError } from "../../../domain/errors.ts";
import type { Subject } from "../driver.ts";
import type { Notebook } from "./life-notes.ts";

/** IAM tells a new role everywhere within this time. */
const ROLE_KNOWN_MS = 120_000;

/**
 * What to throw when EKS does not know a role, or does not get in with it: the same for a while, since a new role takes its
 * time, and then a failure.
 */
export async function roleAwaited(
  error: unknown,
  waiting: { readonly subject: Pick<Subject, "token">; readonly notebook: Notebook; readonly now: () => number },
): Promise<unknown> {
  const { subject, notebook, now } = waiting;
  const { roleAwaited: noted } = notebook.notes;
  const nowMs = now();
  if (noted?.token !== subject.token) {
    await notebook.write({ roleAwaited: { token: subject.token, since: nowMs } });
    return error;
  }
  if (nowMs - noted.since < ROLE_KNOWN_MS || !(error instanceof OrchestratorError)) return error;
  return new OrchestratorError("COMPONENT_FAILED", error.message, { cause: error });
}
