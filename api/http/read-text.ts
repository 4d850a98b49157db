import { OrchestratorError } from "../../domain/errors.ts";

/**
 * Reads a body as UTF-8, and stops at the limit without reading on.
 * @throws OrchestratorError `BODY_TOO_LARGE`, `DOCUMENT_SYNTAX` when it is not UTF-8
 */
export async function readText(request: Request, bytesMax: number): Promise<string> {
  const tooLarge = (sent: string) =>
    new OrchestratorError("BODY_TOO_LARGE", `the body has ${sent}; the limit is ${bytesMax} bytes`, {
      details: { bytesMax },
    });
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bytesMax) throw tooLarge(`${announced} bytes`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge(`more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new OrchestratorError("DOCUMENT_SYNTAX", "the body is not UTF-8 text", { cause: error });
  }
}
