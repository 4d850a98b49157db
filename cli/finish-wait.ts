import { CommandFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import type { Followed } from "./follow.ts";
import { renderFaults } from "./render/faults.ts";
import { oneLine } from "./render/text-width.ts";
import { durationWords } from "./render/time-words.ts";
import type { Session } from "./session.ts";

/**
 * Prints one line for each environment that was followed, with the faults of those that missed what was waited for.
 * @throws CommandFailure when one did
 */
export function finishWait(session: Session, all: readonly Followed[]): void {
  const { out, err } = session.terminal;
  for (const followed of all) out.line(summaryLine(followed));
  const missed = all.filter(({ verdict }) => verdict.is === "missed");
  for (const { look } of missed) {
    for (const line of renderFaults(look.environment?.componentList ?? [], err.paint)) err.line(line);
  }
  if (missed.length === 0) return;
  const names = missed.map(({ look }) => `${look.target.project}/${look.target.name}`);
  throw new CommandFailure(`${names.join(", ")} did not get there`, { hints: missed.flatMap(nextCommands) });
}

function summaryLine({ look, verdict }: Followed): string {
  const { startedAt, endedAt } = look.operation ?? {};
  const took = startedAt === undefined || endedAt === undefined ? "" : `  in ${durationWords(endedAt - startedAt)}`;
  return `${look.target.project}/${look.target.name}  ${oneLine(verdict.text)}${took}`;
}

function nextCommands({ look }: Followed): readonly string[] {
  const { project, name } = look.target;
  if (look.environment === undefined) return [];
  return [`${commandName()} describe environment ${name} -p ${project}`, ...(look.environment.hold?.choices ?? [])];
}
