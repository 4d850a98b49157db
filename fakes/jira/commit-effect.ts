import type { Deployment, Gate } from "./deployment.ts";
import { visibleAt } from "./index-lag.ts";
import type { Issue } from "./issue.ts";
import type { Project } from "./project.ts";
import type { Settings } from "./settings.ts";
import type { Effect, TruthLog } from "./truth-log.ts";
import type { User } from "./user.ts";
import type { Change, World } from "./world.ts";

/** Who does it, and why. */
export interface Call {
  readonly actor: string;
  readonly cause: Effect["cause"];
  /** The fault that will hide the answer; absent when none will. */
  readonly fault?: string;
}

/** An effect with what it leads to. */
export interface Commit {
  readonly op: string;
  readonly effectId: string;
  readonly issue?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** True unless given. */
  readonly changed?: boolean;
  readonly issues?: readonly Issue[];
  readonly deployment?: Deployment;
  readonly gate?: Gate;
  readonly project?: Project;
  readonly user?: User;
  readonly isIndexReleased?: boolean;
}

/** Makes an effect happen: in the world at once, on disk when it resolves. */
export type CommitEffect = (call: Call, commit: Commit) => Promise<Effect>;

/** The one way effects enter the world and the log. */
export function commitEffectTo(world: World, log: TruthLog, settings: Settings): CommitEffect {
  return async (call, commit) => {
    const { op, effectId, issue = null, before = null, after = null, changed = true } = commit;
    const at = Date.now();
    const seq = log.effects().length + 1;
    const key = /\bhf-[0-9a-z]+(?:-[0-9a-z]+)*/.exec(JSON.stringify(after))?.[0] ?? null;
    const what = { seq, at: new Date(at).toISOString(), system: "jira", op, effectId, issue, key } as const;
    const effect: Effect = { ...what, ...call, changed, before, after };
    const result = { changes: changesOf(commit, { settings, seq, at }), counters: world.counters() };
    world.apply(result, seq);
    await log.append({ ...effect, result });
    return effect;
  };
}

function changesOf(
  commit: Commit,
  { settings, seq, at }: { readonly settings: Settings; readonly seq: number; readonly at: number },
): Change[] {
  const changes: Change[] = [];
  for (const value of commit.issues ?? []) {
    const seenAt = visibleAt(settings.indexLag, `${value.id}/${seq}`, at);
    changes.push({ table: "issue", value, visibleAt: seenAt });
  }
  const { deployment, gate, project, user } = commit;
  if (deployment !== undefined) {
    changes.push({ table: "deployment", value: deployment, visibleAt: at + settings.deploymentLagMs });
  }
  if (gate !== undefined) changes.push({ table: "gate", value: gate });
  if (project !== undefined) changes.push({ table: "project", value: project });
  if (user !== undefined) changes.push({ table: "user", value: user });
  if (commit.isIndexReleased === true) changes.push({ table: "index", value: "released" });
  return changes;
}
