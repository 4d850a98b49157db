/** What came of reading a body. */
export type ReadBody =
  | { readonly result: "whole"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly result: "too large" | "too slow" | "broken" };

/**
 * Reads a body as it came, at most so many bytes, and for at most so long altogether: who sends a byte a second is not
 * waited for.
 */
export async function readBody(
  request: Request,
  { bytesMax, msMax }: { readonly bytesMax: number; readonly msMax: number },
): Promise<ReadBody> {
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return { result: "too large" };
  const reader = request.body?.getReader();
  if (reader === undefined) return { result: "whole", bytes: new Uint8Array() };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    giveUp(reader);
  }, msMax);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) return { result: "too slow" };
      if (done) return { result: "whole", bytes: Buffer.concat(chunks) };
      bytes += value.byteLength;
      if (bytes > bytesMax) {
        giveUp(reader);
        return { result: "too large" };
      }
      chunks.push(value);
    }
  } catch {
    return { result: isLate ? "too slow" : "broken" };
  } finally {
    clearTimeout(deadline);
  }
}

/** Takes nothing more; what the sender thinks of that does not matter. */
function giveUp(reader: ReadableStreamDefaultReader): void {
  reader.cancel().catch(() => undefined);
}
