import type { ApiContext } from "../http/api-env.ts";

/**
 * An open answer of texts: the next is asked for only when the reader has room, and `release` is called once at its end,
 * whoever ended it. A source that throws ends the answer after `onError` was told.
 */
export function streamText(
  source: AsyncIterable<string>,
  end: { readonly release: () => void; readonly onError: (error: unknown) => void },
): ReadableStream<Uint8Array> {
  const texts = source[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await texts.next();
        if (next.done !== true) return controller.enqueue(encoder.encode(next.value));
      } catch (error) {
        end.onError(error);
      }
      end.release();
      controller.close();
    },
    async cancel() {
      // First the signal, so that a source that waits wakes up and can return.
      end.release();
      await texts.return?.();
    },
  });
}

/** The answer that carries such a stream; proxies are told not to hold it back. */
export function openAnswer(context: ApiContext, body: ReadableStream<Uint8Array>, mediaType: string) {
  return context.body(body, 200, {
    "content-type": `${mediaType}; charset=utf-8`,
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
}
