import type { AcceptedAnswer } from "./answers.ts";
import { acceptedLines } from "./render/accepted.ts";
import type { Session } from "./session.ts";

/** Prints what was accepted. */
export function printAccepted(session: Session, answer: AcceptedAnswer | undefined): void {
  const { out } = session.terminal;
  for (const line of acceptedLines(answer?.results ?? [], { width: out.width(), paint: out.paint, isDryRun: false }))
    out.line(line);
}
