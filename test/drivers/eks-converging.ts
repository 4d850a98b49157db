import type { Driver, Observation, RemovalSubject, Subject } from "../../activities/components/driver.ts";
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";

const never = () => new AbortController().signal;
const LIMIT_MS = 60_000;

/** What came of it: how it stands, or the code that ended it. `busy` counts the refusals that were worth another look. */
export interface Converged {
  readonly end: Observation | { readonly state: "refused"; readonly code: string; readonly reason: string };
  readonly busy: number;
}

/** What happens between two looks, such as a wait. `retryAfterMs` is what the last refusal asked for, 0 where none did. */
export type Between = (retryAfterMs: number) => Promise<void>;

/** Looks and acts like the engine, until it is ready, or will not become so. */
export async function converge<Config>(
  driver: Driver<Config>,
  subject: Subject<Config>,
  between: Between = async () => undefined,
): Promise<Converged> {
  const until = Date.now() + LIMIT_MS;
  let busy = 0;
  for (;;) {
    let retryAfterMs = 0;
    try {
      const end = await driver.observe(subject, { waitMs: 0, signal: never() });
      if (end.state === "ready" || end.state === "failed" || end.state === "gone") return { end, busy };
      if (end.state !== "changing") await driver.apply(subject, never());
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      const { code, message: reason } = error;
      if (!ERROR_CODES[code].retryable) return { end: { state: "refused", code, reason }, busy };
      busy += 1;
      retryAfterMs = waitOf(error);
    }
    if (Date.now() > until) throw new Error(`"${subject.id.component}" does not settle`);
    await between(retryAfterMs);
  }
}

/** Removes like the engine, and answers how often it had to come back. */
export async function convergeAway(
  driver: Pick<Driver, "remove">,
  subject: RemovalSubject,
  between: Between = async () => undefined,
): Promise<number> {
  const until = Date.now() + LIMIT_MS;
  for (let busy = 0; ;) {
    let retryAfterMs = 0;
    try {
      if ((await driver.remove(subject, never())) === "gone") return busy;
    } catch (error) {
      if (!(error instanceof OrchestratorError) || !ERROR_CODES[error.code].retryable) throw error;
      busy += 1;
      retryAfterMs = waitOf(error);
    }
    if (Date.now() > until) throw new Error(`"${subject.id.component}" does not go`);
    await between(retryAfterMs);
  }
}

function waitOf({ details }: OrchestratorError): number {
  return Number(details["retryAfterMs"] ?? 0);
}
