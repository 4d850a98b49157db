const DEADLINE_MS = 2_000;

/** Something that the API needs. */
export interface Check {
  /** `database`, `temporal`, `workers`. */
  readonly name: string;
  /** Why it does not answer, for people; undefined when it does. May throw: the message is then the reason. */
  readonly run: () => Promise<string | undefined>;
  /** True where the API does its work without it: it is told, and makes nothing unready. */
  readonly isAdvisory?: boolean;
}

/** What a check found. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  /** Present where work goes on without it. */
  readonly isAdvisory?: true;
  /** Present where it is not ok. */
  readonly reason?: string;
}

/** Runs all checks at once; one that takes longer than 2 s is not ok. */
export function runChecks(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  return Promise.all(checks.map(runCheck));
}

async function runCheck({ name, run, isAdvisory = false }: Check): Promise<CheckResult> {
  const reason = await Promise.race([run().catch(messageOf), afterDeadline()]);
  const told = { name, ...(isAdvisory ? { isAdvisory: true as const } : {}) };
  return reason === undefined ? { ...told, ok: true } : { ...told, ok: false, reason };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function afterDeadline(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(resolve, DEADLINE_MS, `no answer within ${DEADLINE_MS} ms`).unref();
  });
}
