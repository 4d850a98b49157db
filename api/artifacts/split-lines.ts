import { OrchestratorError } from "../../domain/errors.ts";

const LINE_FEED = 0x0a;

/**
 * Lines of a UTF-8 body as they arrive, without their line feeds; empty ones are left out. Holds one line at a time.
 * @throws OrchestratorError `ARTIFACT_INVALID` for a line above the limit
 */
export async function* splitLines(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  lineBytesMax: number,
): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const take = (): string => {
    const line = Buffer.concat(parts).toString("utf8").trim();
    parts = [];
    bytes = 0;
    return line;
  };
  for await (const chunk of body) {
    let from = 0;
    for (let to = chunk.indexOf(LINE_FEED); to !== -1; to = chunk.indexOf(LINE_FEED, from)) {
      parts.push(chunk.subarray(from, to));
      from = to + 1;
      const line = take();
      if (line !== "") yield line;
    }
    parts.push(chunk.subarray(from));
    bytes += chunk.byteLength - from;
    if (bytes > lineBytesMax)
      throw new OrchestratorError("ARTIFACT_INVALID", `a line has more than ${lineBytesMax} bytes`);
  }
  const last = take();
  if (last !== "") yield last;
}
