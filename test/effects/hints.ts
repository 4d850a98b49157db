import { setTimeout as sleep } from "node:timers/promises";
import { Client, Connection } from "@temporalio/client";
import { sendLookThrough } from "../../api/outbox/send-look.ts";

/** Wakes promotions again and again, as a push of an outside system would: a hint is a reason to look, and nothing else. */
export interface Hints {
  stop(): Promise<void>;
}

const SHORTEST_PAUSE_MS = 1_500;
const PAUSE_FOR_EACH_MS = 100;

/** Wakes what `open` names every few seconds; the less often the more there are. */
export async function startHints(temporalAddress: string, open: () => Promise<readonly string[]>): Promise<Hints> {
  const connection = await Connection.connect({ address: temporalAddress });
  const send = sendLookThrough(new Client({ connection }));
  const stopping = new AbortController();

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      // A hint that is lost is no loss.
      const ids = await open().catch(() => []);
      await Promise.all(ids.map(async (id) => await send({ kind: "promotion", id }).catch(() => undefined)));
      const pauseMs = Math.max(SHORTEST_PAUSE_MS, ids.length * PAUSE_FOR_EACH_MS);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const working = work();
  return {
    async stop() {
      stopping.abort();
      await working;
      await connection.close();
    },
  };
}
