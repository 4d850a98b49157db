import { z } from "zod";
import { DURATIONS } from "./durations.ts";
import type { DurationName } from "./durations.ts";

const Seconds = z.number().min(0);
const Span = z.tuple([Seconds, Seconds, Seconds]);
const Bucket = z.strictObject({ perSecond: z.number().positive(), burst: z.number().min(1) });

const durations: Record<DurationName, [number, number, number]> = Object.fromEntries(
  Object.entries(DURATIONS).map(([name, range]) => [name, [...range]]),
) as Record<DurationName, [number, number, number]>;

/** The switches of the simulator. What nobody has confirmed of EKS is one of them. */
export const SettingsSchema = z.strictObject({
  /** Most simulated seconds for which a reader may see what was before a write, by kind. */
  lag: z
    .strictObject({
      cluster: Seconds,
      nodegroup: Seconds,
      addon: Seconds,
      "access-entry": Seconds,
      association: Seconds,
      "fargate-profile": Seconds,
      update: Seconds,
    })
    .default({
      cluster: 10,
      nodegroup: 5,
      addon: 5,
      "access-entry": 8,
      association: 8,
      "fargate-profile": 5,
      update: 0,
    }),
  /** Most simulated seconds for which a deleted name cannot be used again. */
  deletedNameSeconds: Seconds.default(30),
  /** Whether a cluster refuses mutations for a while after its updates, unseen. */
  hiddenLock: z.boolean().default(true),
  /** `strict` wants node groups at the version of the control plane before it moves. */
  skewMode: z.enum(["strict", "skew"]).default("skew"),
  /** `original` answers a replayed token as before; `while-it-exists` only while its resource does; `off` never. */
  replayMode: z.enum(["original", "while-it-exists", "off"]).default("original"),
  tokenTtlSeconds: Seconds.default(86_400),
  throttle: z
    .strictObject({
      isOn: z.boolean(),
      /** `sim` measures the buckets in simulated time. */
      clock: z.enum(["real", "sim"]),
      reads: Bucket,
      writes: Bucket,
    })
    .default({
      isOn: true,
      clock: "real",
      reads: { perSecond: 10, burst: 40 },
      writes: { perSecond: 2, burst: 10 },
    }),
  /** Whether `EKS` meets a self-managed copy with a conflict always, or only when somebody changed it. */
  selfManagedConflict: z.enum(["edited", "always"]).default("edited"),
  /** Whether UpdateNodegroupVersion may lower a node group. */
  lowerNodegroup: z.enum(["refuse", "accept"]).default("refuse"),
  /** What UpdateNodegroupVersion means without a version. */
  omittedNodegroupVersion: z.enum(["own", "cluster"]).default("own"),
  /** A version update of the cluster while one of its node groups changes. */
  clusterVersionDuringNodegroup: z.enum(["refuse", "accept"]).default("refuse"),
  /** Changes of node groups while their cluster is updated. */
  nodegroupDuringClusterUpdate: z.enum(["refuse", "accept"]).default("refuse"),
  /** Changes of add-ons, access entries and associations while their cluster is updated. */
  othersDuringClusterUpdate: z.enum(["refuse", "accept"]).default("accept"),
  /** A second DeleteCluster while the first one runs. */
  secondDelete: z.enum(["accept", "refuse"]).default("accept"),
  /** The name of the error for a cluster that does not exist. */
  noClusterError: z.enum(["ResourceNotFoundException", "ClientException"]).default("ResourceNotFoundException"),
  /** Whether refused calls have lines in the log. */
  logRefused: z.boolean().default(true),
  /** Account by access key; one that is not listed gets an account from its hash. */
  accounts: z.record(z.string(), z.string().regex(/^\d{12}$/)).default({}),
  /** ARN of the principal by access key; else a user of the account. */
  principals: z.record(z.string(), z.string()).default({}),
  /** Name of the session by access key, for keys that AssumeRole gave. */
  sessions: z.record(z.string(), z.string()).default({}),
  /** Actions that a principal may not take, by its ARN: `eks:CreateCluster`, `eks:Describe*`. The others may all. */
  denied: z.record(z.string(), z.array(z.string().regex(/^eks:[A-Za-z*]+$/))).default({}),
  durations: z
    .strictObject(
      Object.fromEntries(Object.keys(durations).map((name) => [name, Span])) as Record<DurationName, typeof Span>,
    )
    .default(durations),
});

export type Settings = z.infer<typeof SettingsSchema>;

/**
 * Settings with a change merged in, member by member; lists are replaced.
 *
 * @throws ZodError when the result is not a setting.
 */
export function withChange(settings: Settings, change: unknown): Settings {
  return SettingsSchema.parse(merged(settings, change));
}

export function defaultSettings(): Settings {
  return SettingsSchema.parse({});
}

function merged(into: unknown, change: unknown): unknown {
  if (!isPlain(into) || !isPlain(change)) return change;
  const names = Object.keys(change);
  return { ...into, ...Object.fromEntries(names.map((name) => [name, merged(into[name], change[name])])) };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
