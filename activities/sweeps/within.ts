/**
 * What `work` answers, given that it does so in time; its signal aborts when it does not, and whoever ignores that is left
 * behind. @throws Error that says how long it was waited for
 */
export async function within<Answer>(
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  signal.throwIfAborted();
  const stopping = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const stop = (reason: unknown) => {
    stopping.abort(reason);
    stopped.reject(reason);
  };
  const cancel = () => stop(signal.reason);
  const timer = setTimeout(() => stop(new Error(`no answer within ${limitMs / 1_000} s`)), limitMs);
  signal.addEventListener("abort", cancel, { once: true });
  stopped.promise.catch(() => undefined);
  try {
    return await Promise.race([work(stopping.signal), stopped.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}
