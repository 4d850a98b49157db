import { z } from "zod";

const Line = z.object({
  kind: z.string(),
  operation: z.string().default(""),
  outcome: z.string().optional(),
  resource: z.string().default(""),
  simTime: z.number(),
  after: z.looseObject({ tags: z.record(z.string(), z.string()).optional() }).nullish(),
});
/** A line of the simulator's log. */
export type Line = z.infer<typeof Line>;

const Metrics = z.object({ operations: z.record(z.string(), z.record(z.string(), z.number())) });
const Settings = z.object({
  throttle: z.object({ writes: z.object({ perSecond: z.number(), burst: z.number() }) }),
});
const Check = z.object({ problems: z.array(z.string()) });
const Checkpoint = z.object({ seq: z.number() });

/** Calls that the simulator was sent so far. */
export interface Calls {
  readonly all: number;
  /** Those that it refused because they came too soon after others. */
  readonly throttled: number;
}

/** What a measurement asks the simulated EKS. */
export interface Simulator {
  calls(): Promise<Calls>;
  /** Number of the last line of its log. */
  lastLine(): Promise<number>;
  /** Effects and what happened by itself, after a line. */
  lines(after: number): Promise<readonly Line[]>;
  /** Calls that change which it lets through in a second, and those saved up. */
  writes(): Promise<{ readonly perSecond: number; readonly burst: number }>;
  /** What is wrong with its log, as sentences. */
  problems(): Promise<readonly string[]>;
}

/** Speaks to the control routes of a simulated EKS. */
export function simulatorAt(url: string): Simulator {
  const call = async (path: string, method = "GET") => {
    const answer = await fetch(`${url}/_sim${path}`, { method });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return await answer.text();
  };
  return {
    async calls() {
      const { operations } = Metrics.parse(JSON.parse(await call("/metrics")));
      const outcomes = Object.values(operations).flatMap((counts) => Object.entries(counts));
      const sum = (chosen: typeof outcomes) => chosen.reduce((total, [, count]) => total + count, 0);
      return { all: sum(outcomes), throttled: sum(outcomes.filter(([name]) => name === "ThrottlingException")) };
    },
    lastLine: async () => Checkpoint.parse(JSON.parse(await call("/checkpoint", "POST"))).seq,
    async lines(after) {
      const text = await call(`/log?kind=effect,transition&after=${after}`);
      const lines = text.split("\n").slice(0, -1);
      return lines.map((line) => Line.parse(JSON.parse(line)));
    },
    writes: async () => Settings.parse(JSON.parse(await call("/config"))).throttle.writes,
    problems: async () => Check.parse(JSON.parse(await call("/check"))).problems,
  };
}
