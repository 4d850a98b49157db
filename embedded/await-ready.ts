import { z } from "zod";
import { waitUntil } from "./process/wait-until.ts";

const LIMIT_MS = 60_000;
const ANSWER_WITHIN_MS = 5_000;

const Readiness = z.object({
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), reason: z.string().optional() })),
});

/** What to wait for, and where its logs are, for the error. */
export interface AwaitReady {
  readonly url: string;
  readonly logs: string;
  readonly signal?: AbortSignal;
}

/** Waits until the API can take work. Throws after a minute, with what was in the way last. */
export async function awaitReady({ url, logs, signal }: AwaitReady): Promise<void> {
  let inTheWay = "it did not answer";
  const look = async () => {
    const answer = await ask(`${url}/readyz`);
    if (answer?.ok === true) return true;
    inTheWay = answer === undefined ? "it did not answer" : await reasonsOf(answer);
    return false;
  };
  try {
    await waitUntil(look, { what: `the API at ${url} is ready`, limitMs: LIMIT_MS, everyMs: 100, signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(`the API at ${url} is not ready after ${LIMIT_MS / 1_000} s: ${inTheWay}; logs are in ${logs}`, {
      cause: error,
    });
  }
}

async function ask(url: string): Promise<Response | undefined> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch {
    return undefined; // It does not listen yet, which is an answer.
  }
}

async function reasonsOf(answer: Response): Promise<string> {
  const parsed = Readiness.safeParse(await answer.json().catch(() => undefined));
  if (!parsed.success) return `it answered ${answer.status}`;
  const missing = parsed.data.checks.filter(({ ok }) => !ok);
  return missing.map(({ name, reason }) => `${name}: ${reason ?? "not ready"}`).join("; ");
}
