import { OrchestratorError } from "../../domain/errors.ts";
import type { Caller, Credentials, CredentialsProvider } from "./aws-identity.ts";

/** How long an answer that it is another account is kept, milliseconds. */
const WRONG_FOR_MS = 60_000;

/**
 * Credentials that are handed out for one account only: whose they are is asked before, and again whenever there are others.
 * While nobody can tell, and for another account, there are none, and so nothing is signed or sent.
 */
export function credentialsOfAccount(
  provide: CredentialsProvider,
  options: {
    readonly account: string;
    readonly ask: (credentials: Credentials) => Promise<Caller>;
    /** Milliseconds of a clock that never goes back. */
    readonly now: () => number;
  },
): CredentialsProvider {
  const { account, ask, now } = options;
  /** Key of those that are the account's: a key never moves to another one. */
  let proven: string | undefined;
  let wrong: { readonly key: string; readonly until: number; readonly error: OrchestratorError } | undefined;
  return async () => {
    const credentials = await provide();
    const key = credentials.accessKeyId;
    if (key === proven) return credentials;
    if (wrong?.key === key && now() < wrong.until) throw wrong.error;
    const caller = await ask(credentials);
    if (caller.account === account) {
      proven = key;
      return credentials;
    }
    const error = ofAnother(account, caller);
    wrong = { key, until: now() + WRONG_FOR_MS, error };
    throw error;
  };
}

function ofAnother(account: string, { account: theirs, arn }: Caller): OrchestratorError {
  return new OrchestratorError(
    "CLOUD_DENIED",
    `nothing is sent: the cell is account ${account}, and its credentials are ${arn} of account ${theirs}. Give its worker ` +
      `credentials of ${account}, or a role there as HOLDFAST_AWS_ROLE_ARN; or correct HOLDFAST_AWS_ACCOUNT`,
  );
}
