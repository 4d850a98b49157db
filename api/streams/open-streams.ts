import { HTTPException } from "hono/http-exception";
import type { Principal } from "../../domain/schema/access.ts";

/** The answers that stay open, so that they can be counted and ended. */
export interface OpenStreams {
  /**
   * Takes a place until the answer's reader went, it is released, or all are closed; the signal tells.
   * @throws HTTPException with status 429 when every place is taken, or every one that this reader may have
   */
  open(
    request: AbortSignal,
    reader: Pick<Principal, "kind" | "id">,
  ): { readonly signal: AbortSignal; readonly release: () => void };
  /** How many are open. */
  count(): number;
  /** Ends every one, and each that is opened later at once. */
  closeAll(): void;
}

/** So many streams at a time, and so many of one person or service, however many tokens they have. */
export function createOpenStreams(most: { readonly all: number; readonly perReader: number }): OpenStreams {
  const open = new Map<AbortController, string>();
  let isClosed = false;
  return {
    open(request, { kind, id }) {
      const reader = `${kind}:${id}`;
      if (open.size >= most.all) throw new HTTPException(429);
      const own = [...open.values()].filter((one) => one === reader).length;
      // The installation's own token stands for whoever runs it, and may take all.
      if (kind !== "installation" && own >= most.perReader) throw new HTTPException(429);
      const controller = new AbortController();
      const release = () => {
        open.delete(controller);
        request.removeEventListener("abort", release);
        controller.abort();
      };
      open.set(controller, reader);
      request.addEventListener("abort", release, { once: true });
      if (isClosed || request.aborted) release();
      return { signal: controller.signal, release };
    },
    count: () => open.size,
    closeAll() {
      isClosed = true;
      for (const controller of open.keys()) controller.abort();
      open.clear();
    },
  };
}
