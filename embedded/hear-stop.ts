const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Aborted by the first signal to stop: Ctrl-C, SIGTERM, or the end of the terminal. A further one calls `again`. */
export function hearStop(again: () => void): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) again();
    else stopping.abort(new Error("asked to stop"));
  };
  for (const name of SIGNALS) process.on(name, stop);
  return stopping.signal;
}
