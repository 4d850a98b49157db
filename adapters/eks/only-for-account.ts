import { OrchestratorError } from "../../domain/errors.ts";
import type { Caller } from "./aws-identity.ts";
import type { Eks, EksOperation } from "./port.ts";

/**
 * EKS for one account only: before the first call it is asked whose the credentials are, and for another account none is
 * made. While nobody can tell, each call asks again.
 */
export function onlyForAccount(
  eks: Eks,
  { account, ask }: { readonly account: string; readonly ask: () => Promise<Caller> },
): Eks {
  let asked: Promise<Caller> | undefined;
  const caller = async () => {
    asked ??= ask();
    try {
      return await asked;
    } catch (error) {
      asked = undefined;
      throw error;
    }
  };
  const calls = Object.entries(eks).map(([operation, call]) => [
    operation,
    async (input: never, signal: AbortSignal, turn?: string) => {
      const { account: theirs, arn } = await caller();
      if (theirs !== account) {
        const message = `${operation} is not sent: the cell is account ${account}, and its credentials are ${arn}`;
        throw new OrchestratorError("CLOUD_DENIED", message);
      }
      return await (call as Eks[EksOperation])(input, signal, turn);
    },
  ]);
  return Object.fromEntries(calls) as Eks;
}
