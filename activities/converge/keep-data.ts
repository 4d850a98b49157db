import type { CellPorts } from "./cell-ports.ts";
import type { OpenAttempt } from "./attempt.ts";
import { makeEffect } from "./effect.ts";
import { identityOf } from "./identity-of.ts";

/**
 * Takes the snapshot that `onDelete: snapshot` asks for, once, of a component that has held data. Its life is taken away
 * next: the copy is the last that is seen of it.
 */
export async function keepData(
  ports: CellPorts,
  attempt: OpenAttempt & { readonly incarnation: number },
): Promise<void> {
  const { opened, driver, turn, signal, incarnation } = attempt;
  const hasHeldData = opened.effects["create"] !== undefined || opened.inputDigest !== undefined;
  if (opened.onDelete === "delete" || driver.snapshot === undefined || !hasHeldData) return;
  if (opened.effects["snapshot"]?.state === "done" && opened.effects["snapshot"].operationId === turn.operationId)
    return;
  const takeSnapshot = driver.snapshot.bind(driver);
  const wire = async (token: string) => {
    const subject = { id: identityOf(attempt), incarnation, token, scope: "component", isLast: true } as const;
    const taken = await takeSnapshot(subject, signal);
    if (taken !== undefined) await ports.records.snapshotTaken(turn, { ...taken, kind: opened.kind });
  };
  await makeEffect(ports, attempt, { call: "snapshot", incarnation, request: { kind: opened.kind }, wire });
}
