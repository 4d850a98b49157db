import { apiPath } from "./api-path.ts";
import { commandName } from "./command-name.ts";
import type { SweepView } from "./drift-answers.ts";
import { followTargets } from "./follow-targets.ts";
import type { Verdict } from "./judge.ts";
import { liveLines } from "./live-lines.ts";
import { ProblemFailure } from "./problem-failure.ts";
import type { Session } from "./session.ts";
import type { Screen } from "./terminal.ts";
import { toldLines } from "./told-lines.ts";

/** A sweep as it was seen last; one that has not begun yet has no view. */
interface SweepLook {
  readonly id: string;
  readonly sweep?: SweepView;
}

/**
 * Shows how sweeps come along until all have ended, and answers how they did.
 * @throws CommandFailure with exit code 124 when the time is over, Interrupted on Ctrl-C
 */
export async function followSweeps(
  session: Session,
  { ids, timeoutMs }: { readonly ids: readonly string[]; readonly timeoutMs: number },
): Promise<readonly SweepView[]> {
  const comeBack = [`${commandName()} drift sweeps`, `${commandName()} drift`];
  const following = { targets: ids, look, judge, nameOf: (id: string) => `sweep ${id}`, timeoutMs, comeBack };
  const followed = await followTargets(session, following, openDisplay(session.terminal.err));
  return followed.flatMap(({ look: { sweep } }) => (sweep === undefined ? [] : [sweep]));
}

async function look(session: Session, id: string): Promise<SweepLook> {
  try {
    return { id, sweep: await session.request<SweepView>({ path: apiPath("sweeps", id) }) };
  } catch (error) {
    // One that was asked for is there once it has begun.
    if (error instanceof ProblemFailure && error.problem.status === 404) return { id };
    throw error;
  }
}

function judge({ sweep }: SweepLook): Verdict {
  if (sweep?.endedAt === undefined) return { is: "pending" };
  return { is: "reached", text: sweep.state };
}

function openDisplay(screen: Screen) {
  const live = screen.isLive ? liveLines(screen) : undefined;
  const told = toldLines(screen);
  return {
    show(looks: readonly SweepLook[], trouble?: string) {
      if (live !== undefined) {
        const lines = looks.map((each) => `${each.id}  ${progressOf(each)}`);
        return live.draw(lines, trouble);
      }
      told.trouble(trouble);
      for (const each of looks) told.tell(each.id, progressOf(each));
    },
  };
}

function progressOf({ sweep }: SweepLook): string {
  if (sweep === undefined) return "waits to begin";
  const { looked, drifted } = sweep.counts;
  return `${sweep.state}: looked at ${looked}, ${drifted} ${drifted === 1 ? "differs" : "differ"}`;
}
