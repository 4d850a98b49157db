import { askHidden } from "./ask.ts";
import { CommandFailure } from "./command-failure.ts";
import { readStdin } from "./read-stdin.ts";
import type { Session } from "./session.ts";

/**
 * A secret value: typed without being shown where a person can type, else all of the standard input as UTF-8 text.
 * One line feed at its end is dropped, which `echo` and editors add; `isExact` keeps it.
 * @throws CommandFailure when it is empty or no text
 */
export async function readSecret(
  session: Session,
  { prompt, isExact }: { readonly prompt: string; readonly isExact: boolean },
): Promise<string> {
  const value = session.terminal.input.isTTY
    ? await askHidden(session, prompt)
    : decode(await readStdin(session), isExact);
  if (value === "") throw new CommandFailure("the value is empty; nothing was set");
  return value;
}

function decode(bytes: Buffer, isExact: boolean): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return isExact ? text : text.replace(/\r?\n$/, "");
  } catch (error) {
    throw new CommandFailure("the value is not UTF-8 text; encode it, for example with base64", { cause: error });
  }
}
