import { setTimeout as sleep } from "node:timers/promises";
import type { EksRefusal } from "../../domain/eks/classify-answer.ts";
import { iamAction } from "../../domain/eks/iam-policy.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Call, Eks } from "./port.ts";
import { probeInput, type ProbePlace } from "./probe-input.ts";

/** Which permissions are looked for. */
export interface PermissionQuestion extends ProbePlace {
  /** `to look` leaves out those that change something. */
  readonly which: "all" | "to look";
  readonly signal: AbortSignal;
}

/** As IAM names an action that it denies. */
const DENIED_ACTION = /not authorized to perform: (?<action>[a-z0-9-]+:[A-Za-z]+)/;

/**
 * The permissions that are missing, as `eks:CreateNodegroup`. Each operation is called about a cluster that does not exist:
 * IAM answers before EKS looks for it, and so who may is told that there is none, and who may not is told so. Nothing is made
 * or changed. A policy that holds for some names only may deny these calls, and still be enough.
 *
 * @throws OrchestratorError where EKS cannot be asked at all
 */
export async function missingPermissions(
  eks: Eks,
  { which, signal, ...place }: PermissionQuestion,
): Promise<readonly string[]> {
  const input = probeInput(place);
  const missing = new Set<string>();
  for (const [operation, call] of Object.entries(eks) as [string, Call<unknown, unknown>][]) {
    const isLook = operation.startsWith("describe") || operation.startsWith("list");
    if (which === "to look" && !isLook) continue;
    const error = await errorOf(async () => await call(input, signal), signal);
    if (error === undefined) {
      // Lists of what EKS offers name nothing. What changes something must have found nothing to change.
      if (isLook) continue;
      throw new Error(`${operation} of "${String(input["name"])}", which nobody has, was carried out`);
    }
    if (!isDenial(error)) continue;
    const action = DENIED_ACTION.exec(error.message)?.groups?.["action"] ?? iamAction(operation);
    // Of the role that nobody has something else may be said: the operation itself was allowed then.
    if (action.startsWith("eks:")) missing.add(action);
  }
  return [...missing];
}

/** What a call is refused with. One that came too soon is sent again. */
async function errorOf(ask: () => Promise<unknown>, signal: AbortSignal): Promise<OrchestratorError | undefined> {
  for (;;) {
    try {
      await ask();
      return undefined;
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      // Without a refusal nothing was sent: there are no credentials for it.
      const cannotAsk = error.code === "CLOUD_UNREACHABLE" || (error.code === "CLOUD_DENIED" && !isDenial(error));
      if (cannotAsk) throw error;
      if (error.code !== "CLOUD_THROTTLED") return error;
      await sleep(Number(error.details["retryAfterMs"] ?? 1_000), undefined, { signal });
    }
  }
}

function isDenial({ details }: OrchestratorError): boolean {
  return (details["refusal"] as EksRefusal | undefined)?.is === "denied";
}
