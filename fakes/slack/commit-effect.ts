import type { ChangeWatch } from "./change-watch.ts";
import type { Effect, TruthLog } from "./truth-log.ts";
import type { World, Write } from "./world.ts";

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
  readonly channel?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** True unless given. */
  readonly changed?: boolean;
  readonly writes: readonly Write[];
}

/** Makes an effect happen: in the world at once, on disk when it resolves. */
export type CommitEffect = (call: Call, commit: Commit) => Promise<Effect>;

/** The one way effects enter the world and the log. */
export function commitEffectTo(world: World, log: TruthLog, watch: ChangeWatch): CommitEffect {
  return async (call, { op, effectId, channel = null, before = null, after = null, changed = true, writes }) => {
    const seq = log.effects().length + 1;
    const key = /\bhf-[0-9a-z]+(?:-[0-9a-z]+)*/.exec(JSON.stringify(after))?.[0] ?? null;
    const what = { seq, at: new Date().toISOString(), system: "slack", op, effectId, channel, key } as const;
    const effect: Effect = { ...what, ...call, changed, before, after };
    world.apply(writes);
    await log.append({ ...effect, writes });
    watch.wake();
    return effect;
  };
}
