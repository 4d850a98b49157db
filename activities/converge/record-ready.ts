import type { OutputRow } from "../../adapters/cell-records/port.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { CellPorts } from "./cell-ports.ts";
import type { AttemptResult } from "./attempt.ts";
import type { Bringing } from "./look-and-act.ts";

/** Seals the secret outputs, then records that the component is ready with its public ones. */
export async function recordReady(
  ports: CellPorts,
  bringing: Bringing,
  outputs: Readonly<Record<string, Json>>,
): Promise<AttemptResult> {
  const { driver, turn, opened, inputs, incarnation } = bringing;
  const rows: OutputRow[] = [];
  const secret: Record<string, string> = {};
  for (const [name, value] of Object.entries(outputs)) {
    if (driver.outputs[name] !== "secret") rows.push({ name, isSecret: false, value });
    else {
      secret[name] = String(value);
      rows.push({ name, isSecret: true, keyedHash: ports.sealed.keyedHash(String(value)) });
    }
  }
  ports.reached("before record");
  if (Object.keys(secret).length > 0) await ports.sealed.seal(turn.componentUid, secret);
  const { inputDigest, inputDigests, needs } = inputs;
  const made = startedCall(bringing);
  await ports.records.ready(turn, {
    incarnation,
    inputDigest,
    inputDigests,
    needs,
    outputs: rows,
    isKept: made === undefined,
    ...(made === undefined ? {} : { tookMs: ports.now() - opened.startedAt, call: made }),
  });
  ports.reached("after record");
  return { state: "done" };
}

/** The call that this operation made for the component, in this attempt or an earlier one; absent when it was kept. */
function startedCall({ call, opened, turn }: Bringing): string | undefined {
  if (call !== undefined) return call;
  const earlier = ["create", "update"].find((name) => opened.effects[name]?.operationId === turn.operationId);
  return earlier;
}
