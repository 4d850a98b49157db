import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Session } from "./session.ts";

/** Everything that comes in on the standard input. Ctrl-C ends it. */
export async function readStdin(session: Session): Promise<Buffer> {
  return await buffer(addAbortSignal(session.signal, session.terminal.input));
}
