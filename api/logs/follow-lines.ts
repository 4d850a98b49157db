import type { Logs } from "../../adapters/logs/port.ts";

/** The last lines of a component and then each as it is written, each with its line feed, until the signal aborts. */
export async function* followLines(
  logs: Logs,
  { componentUid, tail }: { readonly componentUid: string; readonly tail: number },
  signal: AbortSignal,
): AsyncGenerator<string> {
  // Following begins before the last lines are read: a line written in between comes twice rather than not at all.
  const written = logs.follow(componentUid, signal)[Symbol.asyncIterator]();
  const first = written.next();
  first.catch(() => undefined); // Awaited below, unless reading the last lines throws first.
  try {
    for (const line of tail === 0 ? [] : await logs.tail(componentUid, tail)) yield `${line}\n`;
    for (let next = await first; next.done !== true && !signal.aborted; next = await written.next())
      yield `${next.value}\n`;
  } finally {
    await written.return?.();
  }
}
