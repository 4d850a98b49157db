import { setTimeout as sleep } from "node:timers/promises";
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import type { OpenAttempt } from "./attempt.ts";
import type { CellPorts } from "./cell-ports.ts";

const LOOK_LIMIT_MS = 10_000;
const LOOK_AGAIN_MS = 1_000;

/**
 * Looks at a cluster and keeps what was seen of its versions. What is gone, or was never made, leaves nothing.
 * @throws OrchestratorError `COMPONENT_FAILED` where it is not there and an operation has asked for it, and what a look throws
 */
export async function lookAtVersions(
  { upgrades, drivers, now }: Pick<CellPorts, "upgrades" | "drivers" | "now">,
  {
    componentUid,
    cause,
    signal,
  }: { readonly componentUid: string; readonly cause?: string; readonly signal: AbortSignal },
): Promise<void> {
  const found = await upgrades.clusterToLookAt(componentUid);
  const moves = found === undefined ? undefined : drivers.get(found.kind)?.upgrade;
  if (found === undefined || moves?.look === undefined) return;
  const startedAt = now();
  const look = await moves.look(
    { componentUid, incarnation: found.incarnation, ...(cause === undefined ? {} : { cause }) },
    signal,
  );
  if (look !== undefined) await upgrades.recordLook(componentUid, look, now() - startedAt);
  else if (cause !== undefined)
    throw new OrchestratorError("COMPONENT_FAILED", `the cluster of component "${found.name}" is not there`);
}

/**
 * Looks at the versions of a cluster that has become ready, and again once everything in it has, so that plans have something to
 * start from. They do without, too.
 */
export async function lookForPlans(ports: CellPorts, { driver, turn, ...attempt }: OpenAttempt): Promise<void> {
  const { upgrade } = driver;
  if (upgrade === undefined) return;
  const signal = AbortSignal.any([attempt.signal, AbortSignal.timeout(LOOK_LIMIT_MS)]);
  try {
    const clusters =
      upgrade.look === undefined
        ? await ports.upgrades.clustersAfter(turn.componentUid, kindsWithLook(ports))
        : [turn.componentUid];
    for (const componentUid of clusters) await lookUntilKnown(ports, { componentUid, signal });
  } catch {
    attempt.signal.throwIfAborted();
  }
}

/** What the outside may mend by itself, as a rate that was reached, is waited for. */
async function lookUntilKnown(
  ports: CellPorts,
  subject: { readonly componentUid: string; readonly signal: AbortSignal },
): Promise<void> {
  for (;;) {
    try {
      return await lookAtVersions(ports, subject);
    } catch (error) {
      if (!(error instanceof OrchestratorError) || !ERROR_CODES[error.code].retryable) throw error;
      await sleep(LOOK_AGAIN_MS, undefined, { signal: subject.signal });
    }
  }
}

function kindsWithLook({ drivers }: Pick<CellPorts, "drivers">): readonly string[] {
  return [...drivers.values()].filter(({ upgrade }) => upgrade?.look !== undefined).map(({ kind }) => kind);
}
