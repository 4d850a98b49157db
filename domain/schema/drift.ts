import { z } from "zod";
import type { EnvironmentClass } from "./envelope.ts";
import type { Json } from "./json.ts";

/** What is done about drift: put back, ask people first, tell people, nothing. */
export const REACTIONS = ["revert", "propose", "notify", "ignore"] as const;
/** One of the reactions above. */
export const Reaction = z.enum(REACTIONS);
/** One of the reactions above. */
export type Reaction = z.infer<typeof Reaction>;

/** Which fields a reaction is for: a path in which `*` stands for any text, as `config.environment.*`. */
const FieldPattern = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, "a path without spaces; * stands for any text");

/** So many patterns a component may have in one document. */
const PATTERNS_MAX = 100;

/** Reactions of one component: one for all of its fields, others for some. */
export const ComponentReactions = z.union([
  Reaction,
  z.strictObject({
    default: Reaction.optional().describe("For fields that no pattern names; absent: as its environment says."),
    fields: z
      .record(FieldPattern, Reaction)
      .refine((fields) => Object.keys(fields).length <= PATTERNS_MAX, `at most ${PATTERNS_MAX} patterns`)
      .default({})
      .describe("By pattern; the longest that fits decides."),
  }),
]);
/** Reactions of one component. */
export type ComponentReactions = z.infer<typeof ComponentReactions>;

/** Reactions of an environment. */
export const EnvironmentReactions = z.union([
  Reaction,
  z.strictObject({
    default: Reaction.optional().describe("For every component; absent: revert in dev, propose in staging and prod."),
    components: z.record(z.string().min(1).max(40), ComponentReactions).default({}).describe("By component."),
  }),
]);
/** Reactions of an environment. */
export type EnvironmentReactions = z.infer<typeof EnvironmentReactions>;

/** How a field differs: another value, not there, there and not wanted, there and not well. */
export const DRIFT_CLASSES = ["changed", "missing", "extra", "unhealthy"] as const;
/** One of the classes above. */
export type DriftClass = (typeof DRIFT_CLASSES)[number];

/** The value of a field. Of a secret one only its keyed hash, so that equality shows. Objects are fields of their own. */
export type FieldValue = Json | { readonly secret: string };

/** A component by fields: paths such as `config.environment.GREETING`. A list is one value. */
export type Fields = Readonly<Record<string, FieldValue>>;

/** What a component is to look like. */
export interface Baseline {
  readonly fields: Fields;
  /** Paths that nobody has stated. */
  readonly learned: readonly string[];
  /** Version of the look that it was made with. */
  readonly version: number;
}

/** A baseline as it is recorded when a component has become ready. */
export interface NewBaseline extends Baseline {
  readonly account: string;
  readonly region: string;
  /** Digest of the fields. */
  readonly hash: string;
  /** Paths whose values are secret. */
  readonly secretPaths: readonly string[];
}

/** One field that differs. */
export interface DriftField {
  readonly path: string;
  readonly class: DriftClass;
  /** Absent where it is not wanted. */
  readonly wanted?: FieldValue;
  /** Absent where it is not there. */
  readonly seen?: FieldValue;
  /** Who or what changed it and when, where the source tells: `kubectl-edit`, a role's name. */
  readonly by?: { readonly who: string; readonly at?: number };
  /** True where nobody has stated it: what was there when the component became ready is what is wanted. */
  readonly isLearned?: true;
}

/** Where a finding stands. Every status but the last four is open. */
export const FINDING_STATUSES = [
  /** Its reaction is notify. */
  "open",
  /** People are asked. */
  "proposed",
  /** It is put back as soon as its environment has the time, and no freeze is on. */
  "due",
  /** An operation puts it back. */
  "reverting",
  /** A brake holds it until a person decides. */
  "held",
  /** A person does not want to hear of it for a while. */
  "snoozed",
  /** Ended: it is as wanted again. */
  "resolved",
  /** Ended: a person says that it is fine as it is. */
  "accepted",
  /** Ended: what was seen has become what is wanted, or is on its way through its gates. */
  "adopted",
  /** Ended: its component, or what it was to be, has changed since. */
  "outdated",
] as const;
/** One of the statuses above. */
export type FindingStatus = (typeof FINDING_STATUSES)[number];

/** Which rule has decided the reaction of a field. */
export interface ReactionRule {
  readonly path: string;
  readonly reaction: Reaction;
  /** One line for people: `class default of prod`, `onDrift of component "web" in the blueprint, pattern config.*`. */
  readonly rule: string;
}

/** The reaction of a finding: that of its most careful field which is not ignored. */
export interface DecidedReaction {
  readonly reaction: Reaction;
  readonly fields: readonly ReactionRule[];
  /** Why it is another than the rules say; absent where it is not: a field that cannot be put back is told instead. */
  readonly instead?: string;
}

/** A finding as people see it, wherever they see it. Instants are epoch milliseconds. */
export interface FindingView {
  /** `fi-` and 16 letters. */
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly environmentUid: string;
  readonly class: EnvironmentClass;
  readonly component: string;
  readonly kind: string;
  readonly status: FindingStatus;
  /** One line for people: what is waited for, who decided; empty where the status says it all. */
  readonly statusReason: string;
  readonly fields: readonly DriftField[];
  readonly reaction: DecidedReaction;
  /** Identity of the difference: the same wanted and seen values give the same. */
  readonly diffDigest: string;
  readonly since: number;
  readonly lastSeenAt: number;
  /** In how many looks it was seen. */
  readonly seenCount: number;
  /** When the same difference was put back, newest first; at most 10. */
  readonly revertedAt: readonly number[];
  readonly snoozedUntil?: number;
  readonly operationId?: string;
  readonly approvalId?: string;
  /** The change that it was adopted by. */
  readonly promotionId?: string;
  readonly endedAt?: number;
}

/** One sweep, as people see it. */
export interface SweepView {
  readonly id: string;
  readonly cell: string;
  readonly account: string;
  readonly region: string;
  readonly state: "running" | "succeeded" | "partial" | "failed";
  readonly reason: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Components looked at, and what became of the looks. */
  readonly counts: SweepCounts;
  /** Why nothing of it is put back; absent while nothing holds it. */
  readonly brake?: string;
}

/** What a sweep, or a part of it, came to. */
export interface SweepCounts {
  /** Components that it looked at. */
  readonly looked: number;
  readonly clean: number;
  readonly drifted: number;
  /** Findings dropped because the environment had moved on meanwhile. */
  readonly stale: number;
  /** Components of environments with work in flight, which were left out. */
  readonly busy: number;
  /** Components that could not be looked at. */
  readonly failed: number;
  /** Calls to the outside. */
  readonly calls: number;
}
