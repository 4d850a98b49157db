import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CommandFailure, usageFailure } from "./command-failure.ts";
import type { Session } from "./session.ts";

/**
 * Lets a person confirm by typing `word`; with `isSure` nobody is asked.
 * @throws CommandFailure with exit code 2 where nobody can be asked, with 1 when the answer is another
 */
export async function confirm(
  session: Session,
  question: { readonly text: string; readonly word: string; readonly isSure: boolean },
): Promise<void> {
  if (question.isSure) return;
  if (!session.terminal.canAsk)
    throw usageFailure("nobody can be asked here: the standard input is not a terminal", "add --yes if you are sure");
  const answer = await readLine(session, {
    prompt: `${question.text} Type ${question.word} to go on: `,
    isHidden: false,
  });
  if (answer.trim() !== question.word) throw new CommandFailure("nothing was done");
}

/** A line that a person types without seeing it. */
export async function askHidden(session: Session, prompt: string): Promise<string> {
  return await readLine(session, { prompt, isHidden: true });
}

async function readLine(
  session: Session,
  { prompt, isHidden }: { readonly prompt: string; readonly isHidden: boolean },
): Promise<string> {
  const { err, input } = session.terminal;
  if (isHidden) err.raw(prompt);
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  // readline itself echoes what is typed when it draws the line. Where nobody may read along, it draws into nothing.
  const reader = createInterface({ input, output: isHidden ? silence : process.stderr, terminal: true });
  const closed = new AbortController();
  const interrupted = () => process.emit("SIGINT");
  reader.on("SIGINT", interrupted); // In raw mode, Ctrl-C comes as a key.
  reader.on("close", () => closed.abort());
  try {
    return await reader.question(isHidden ? "" : prompt, { signal: AbortSignal.any([session.signal, closed.signal]) });
  } catch (error) {
    session.signal.throwIfAborted();
    throw new CommandFailure("the input ended before an answer", { cause: error });
  } finally {
    reader.close();
    if (isHidden) err.line("");
  }
}
