import type { FetchFunction } from "@slack/web-api";
import type { SlackOptions } from "./slack-options.ts";

const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/** What was seen of a call on the wire. */
export interface Seen {
  /** Text of `Retry-After`; absent where there was none. */
  retryAfter?: string;
}

/** Slack's address is a simulator's, and nobody said so. */
export class UnexpectedSimulator extends Error {
  override readonly name = "UnexpectedSimulator";
}

/**
 * A `fetch` for one call: it ends with the caller's signal, reads the answer whole, and takes nothing from a simulator
 * that is not expected. The library has no signal of its own, and would trust a success without a JSON type.
 */
export function wire(options: SlackOptions, { seen, signal }: { readonly seen: Seen; readonly signal: AbortSignal }) {
  const send = options.fetch ?? fetch;
  const call: FetchFunction = async (url, init = {}) => {
    const signals = init.signal === undefined ? [signal] : [signal, init.signal];
    const response = await send(url, { ...init, signal: AbortSignal.any(signals) });
    const retryAfter = response.headers.get("retry-after");
    if (retryAfter !== null) seen.retryAfter = retryAfter;
    if (response.headers.has("x-simulator") && !options.isSimulator) {
      await response.body?.cancel();
      throw new UnexpectedSimulator("a simulator answers at this address");
    }
    const body = await readWhole(response);
    const type = response.headers.get("content-type") ?? "";
    if (response.status === 200 && !/^application\/json\b/i.test(type)) {
      throw new Error(`answered 200 with ${type === "" ? "no content type" : `content type ${type.slice(0, 60)}`}`);
    }
    return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
  };
  return call;
}

async function readWhole(response: Response): Promise<Buffer<ArrayBuffer> | null> {
  if ([204, 205, 304].includes(response.status)) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`answered more than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
