import type { Baseline, DriftField, NewBaseline, SweepCounts } from "../../domain/schema/drift.ts";

export type { Baseline, NewBaseline } from "../../domain/schema/drift.ts";

/**
 * What a cell may read and write of the truth to find drift: what components are to look like, and what was seen. The rows
 * hold secrets as keyed hashes only.
 */
export interface SweepRecords {
  /**
   * The components of a place that come after a uid, by uid ascending, as they are before the look: those of which is
   * known what they are to look like. Those that are not looked at just now come, too, marked, so that a listing can be
   * told apart from them.
   */
  targets(page: SweepPage): Promise<readonly SweepTarget[]>;
  /** What components are to look like, by component uid; those without a baseline are left out. */
  baselines(componentUids: readonly string[]): Promise<ReadonlyMap<string, KnownBaseline>>;
  /**
   * Records what looks found, in one transaction. Each is dropped where its environment's epoch has moved since the look,
   * an operation runs, or it is another incarnation; also where it is suspended or to be deleted, or the component is not ready. One finding of a component is open at a time: the same difference is
   * counted, another one takes its place. One without fields ends the finding that is open.
   */
  record(found: readonly FoundDrift[]): Promise<RecordedDrift>;
  /** Takes what was seen of fields that nobody has stated as what is wanted. Dropped as `record` does. */
  learn(learned: readonly LearnedFields[]): Promise<void>;
  /** Adds what a part of a sweep came to; a repeat of the same part changes nothing. */
  addCounts(sweepId: string, part: number, counts: SweepCounts): Promise<void>;
}

/** Which components of a place. */
export interface SweepPage {
  readonly cell: string;
  readonly account: string;
  readonly region: string;
  /** Absent at the beginning. */
  readonly after?: string;
  /** Up to and with this uid; absent for no end. */
  readonly upTo?: string;
  /** Kinds to take; absent for all. */
  readonly kinds?: readonly string[];
  readonly limit: number;
}

/** A component that a sweep looks at. */
export interface SweepTarget {
  readonly componentUid: string;
  readonly environmentUid: string;
  readonly kind: string;
  readonly incarnation: number;
  /** Of its environment, before the look. */
  readonly epoch: number;
  /** True while it is not to be looked at: an operation runs in its environment or waits for its turn there, the environment is suspended or to be deleted, or the component is not ready. */
  readonly isBusy: boolean;
  /** Digest of what it is to look like. */
  readonly hash: string;
  /** Paths whose values are secret. */
  readonly secretPaths: readonly string[];
  /** Version of the look that the baseline was made with. */
  readonly version: number;
  /** True where fields that nobody has stated are to be learned anew: an operation has changed the environment since. */
  readonly mustLearn: boolean;
  /** True while a finding of it is open. */
  readonly hasFinding: boolean;
}

/** A baseline, and whose secrets may show up in what is seen of its component. */
export interface KnownBaseline extends Baseline {
  readonly project: string;
  /** Components of its environment, itself among them. */
  readonly componentUids: readonly string[];
}

/** What a look found of one component. */
export interface FoundDrift {
  readonly componentUid: string;
  readonly environmentUid: string;
  readonly incarnation: number;
  /** As the target said. */
  readonly epoch: number;
  /** Absent for a look outside of a sweep. */
  readonly sweepId?: string;
  /** Empty: it is as wanted again. */
  readonly fields: readonly DriftField[];
  /** Digest of the fields, without who and when; empty where there are none. */
  readonly diffDigest: string;
  /** Names of the fields that nothing puts back. */
  readonly unrevertable: readonly string[];
  /** Set where the baseline was made by another version of the look: the difference may be the look's own. */
  readonly isOldBaseline: boolean;
}

/** What was taken as wanted. */
export interface LearnedFields {
  readonly componentUid: string;
  readonly environmentUid: string;
  readonly incarnation: number;
  readonly epoch: number;
  readonly baseline: Omit<NewBaseline, "account" | "region">;
}

/** What became of what looks found. */
export interface RecordedDrift {
  readonly recorded: number;
  readonly stale: number;
  /** Differences that people have accepted, or that are adopted and on their way: nothing is open of them, and they are no reason for a brake. */
  readonly accepted: number;
}
