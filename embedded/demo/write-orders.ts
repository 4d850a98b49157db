import { setTimeout as sleep } from "node:timers/promises";

/** Somebody who goes on ordering while releases come and go. */
export interface OrderWriter {
  /** Stops ordering and answers how many orders were acknowledged. */
  stop(): Promise<number>;
}

const EVERY_MS = 100;
const ANSWER_WITHIN_MS = 2_000;

/**
 * Orders at an api again and again. Where it is found is asked each time: it moves with each replacement. What is not
 * acknowledged does not count.
 */
export function writeOrders(address: () => Promise<string | undefined>, signal: AbortSignal): OrderWriter {
  const stopping = new AbortController();
  const until = AbortSignal.any([signal, stopping.signal]);
  let acknowledged = 0;
  const order = async () => {
    const url = await address();
    if (url === undefined) return;
    const answer = await fetch(new URL("/orders", url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ item: `order ${acknowledged + 1}` }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (answer.status === 201) acknowledged += 1;
  };
  const writing = (async () => {
    while (!until.aborted) {
      // Between two lives of the api nobody answers; that is no order.
      await order().catch(() => undefined);
      await sleep(EVERY_MS, undefined, { signal: until }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await writing;
      return acknowledged;
    },
  };
}
