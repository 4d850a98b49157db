import type { LookTarget, Store } from "../../adapters/store/port.ts";
import type { Log } from "../http/log.ts";
import type { Bell } from "../wakes/bell.ts";
import { runWoken, type WokenLoop } from "../wakes/run-woken.ts";

const BATCH = 200;
const AT_ONCE = 16;

/** Tells the workflow of an environment or a promotion to read its rows, and starts it where none runs. */
export type SendLook = (target: LookTarget) => Promise<void>;

/**
 * Sends the looks that were committed to the outbox, as soon as `commits` rings, until each is delivered. One workflow
 * gets one look for all its rows of a batch. What failed stays in the outbox; the loop's fault says why.
 */
export function deliverLooks(
  store: Pick<Store, "pendingLooks" | "looksDelivered">,
  send: SendLook,
  { commits, log, signal }: { readonly commits: Bell; readonly log: Log; readonly signal: AbortSignal },
): WokenLoop {
  return runWoken({ name: "delivering looks", bell: commits, act: () => deliverBatch(store, send), log, signal });
}

async function deliverBatch(store: Pick<Store, "pendingLooks" | "looksDelivered">, send: SendLook): Promise<boolean> {
  const rows = await store.pendingLooks(BATCH);
  const idsByTarget = Map.groupBy(rows, ({ target }) => `${target.kind}/${target.id}`);
  const delivered: string[] = [];
  const failures: unknown[] = [];
  const queue = idsByTarget.values();
  const lane = async () => {
    // The lanes share one iterator: each takes the next workflow as soon as it is free.
    for (const looks of queue) {
      const [first] = looks;
      if (first === undefined) continue;
      try {
        await send(first.target);
        delivered.push(...looks.map((look) => look.id));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (delivered.length > 0) await store.looksDelivered(delivered);
  if (failures.length > 0) throw failures[0];
  return rows.length > 0;
}
