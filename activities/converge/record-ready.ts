import type { OutputRow } from "../../adapters/cell-records/port.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { AttemptResult } from "./attempt.ts";
import { baselineNow, keepingOthers } from "./baseline.ts";
import { type Bringing, isReplaced } from "./bringing.ts";
import type { CellPorts } from "./cell-ports.ts";
import { likelyTookMs } from "./spaced-looks.ts";

/**
 * Seals the secret outputs, then records that the component is ready with its public ones, and what it looks like. One
 * that was to be put back or repaired and was kept is judged as before: what differs of it still is not wanted for that.
 */
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
  const made = startedCall(bringing);
  const keepsBaseline = made === undefined && (opened.action === "revert" || opened.action === "repair");
  const taken = keepsBaseline ? undefined : await baselineNow(ports, bringing, Object.values(secret));
  const baseline =
    taken !== undefined && isPutBackInPlace(bringing, made) ? await keepingOthers(ports, bringing, taken) : taken;
  ports.reached("before record");
  if (Object.keys(secret).length > 0) await ports.sealed.seal(turn.componentUid, secret);
  const { inputDigest, inputDigests, needs } = inputs;
  await ports.records.ready(turn, {
    incarnation,
    inputDigest,
    inputDigests,
    needs,
    outputs: rows,
    isKept: made === undefined,
    ...(made === undefined ? {} : { tookMs: tookMs(bringing, made, ports.now()), call: made }),
    ...(baseline === undefined ? {} : { baseline }),
  });
  ports.reached("after record");
  return { state: "done" };
}

function tookMs({ opened, since, driver }: Bringing, made: string, nowMs: number): number {
  const { looksApartMs: apartMs } = driver;
  if (made !== "create" || since === undefined || apartMs === undefined) return nowMs - opened.startedAt;
  // What waited for its place before it was begun took that much less.
  return likelyTookMs({ elapsedMs: nowMs - since, expectedMs: opened.expectedMs, apartMs });
}

/** Whether drift was put back by a change in place, with nothing else that is wanted. */
function isPutBackInPlace(bringing: Bringing, made: string | undefined): boolean {
  const { opened, inputs } = bringing;
  const isSame = opened.inputDigest === inputs.inputDigest && !isReplaced(bringing);
  return opened.action === "revert" && made === "update" && isSame;
}

/** The call that this operation made for the component, in this attempt or an earlier one; absent when it was kept. */
function startedCall({ call, opened, turn }: Bringing): string | undefined {
  if (call !== undefined) return call;
  const earlier = ["create", "update"].find((name) => opened.effects[name]?.operationId === turn.operationId);
  return earlier;
}
