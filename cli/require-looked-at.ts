import type { EnvironmentView, OperationView } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { CommandFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import type { SweepView } from "./drift-answers.ts";
import type { EnvironmentName } from "./find-environment.ts";
import type { Session } from "./session.ts";

/**
 * Sweeps leave out what is suspended, asleep or at work. Of one environment that was named, nothing is known then.
 * @throws CommandFailure where it was left out
 */
export async function requireLookedAt(
  session: Session,
  found: EnvironmentName,
  sweeps: readonly SweepView[],
): Promise<void> {
  const { project, name, flag } = found;
  const environment = await session.request<EnvironmentView>({ path: apiPath("environments", project, name) });
  const target = `${name}${flag}`;
  const again = `${commandName()} drift check -e ${target}`;
  const leftOut = (why: string, ...hints: string[]) => new CommandFailure(`${name} was left out: ${why}`, { hints });
  if (environment.isSuspended) throw leftOut("it is suspended", `${commandName()} resume ${target}`, again);
  if (environment.phase === "Asleep") throw leftOut("it is asleep", `${commandName()} wake ${target}`, again);
  const { runningOperationId: id } = environment;
  if (id === undefined || sweeps.every(({ counts }) => counts.busy === 0)) return;
  const { requestedAt } = await session.request<OperationView>({ path: apiPath("operations", id) });
  // What began later may well put back what was found.
  if (sweeps.every(({ startedAt }) => requestedAt > startedAt)) return;
  throw leftOut(`operation ${id} runs in it`, `${commandName()} operations get ${id}`, `when it has ended: ${again}`);
}
