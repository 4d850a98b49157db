import type { Store } from "../../adapters/store/port.ts";
import type { Log } from "../http/log.ts";
import { type Bell, createBell } from "./bell.ts";

const RETRY_MS = 1_000;
/** The longest that a timer can wait: 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** Rings the bell at each commit until the signal aborts; while the store is away it goes on asking each second. */
export async function hearCommits(
  store: Pick<Store, "onCommit">,
  bell: Bell,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  const silence = createBell();
  let isLogged = false;
  while (!signal.aborted) {
    try {
      const stop = await store.onCommit(() => bell.ring());
      while (!signal.aborted) await silence.wait(0, { ms: LONGEST_MS, signal });
      return await stop();
    } catch (error) {
      if (!isLogged) log.error("listening for commits failed and goes on trying", error);
      isLogged = true;
      await silence.wait(0, { ms: RETRY_MS, signal });
    }
  }
}
