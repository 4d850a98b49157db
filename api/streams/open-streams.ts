import { HTTPException } from "hono/http-exception";

/** The answers that stay open, so that they can be counted and ended. */
export interface OpenStreams {
  /**
   * Takes a place until the answer's reader went, it is released, or all are closed; the signal tells.
   * @throws HTTPException with status 429 when every place is taken
   */
  open(request: AbortSignal): { readonly signal: AbortSignal; readonly release: () => void };
  /** How many are open. */
  count(): number;
  /** Ends every one, and each that is opened later at once. */
  closeAll(): void;
}

/** At most `limit` streams at a time. */
export function createOpenStreams(limit: number): OpenStreams {
  const open = new Set<AbortController>();
  let isClosed = false;
  return {
    open(request) {
      if (open.size >= limit) throw new HTTPException(429);
      const controller = new AbortController();
      const release = () => {
        open.delete(controller);
        request.removeEventListener("abort", release);
        controller.abort();
      };
      open.add(controller);
      request.addEventListener("abort", release, { once: true });
      if (isClosed || request.aborted) release();
      return { signal: controller.signal, release };
    },
    count: () => open.size,
    closeAll() {
      isClosed = true;
      for (const controller of open) controller.abort();
      open.clear();
    },
  };
}
