import type { FindingStatus, FindingView, SweepView } from "../../domain/schema/drift.ts";
import type { FindingDecision, FindingWork, ReactionGround } from "../../domain/schema/finding-work.ts";
import type { SweptPlace } from "../../domain/drift/late-places.ts";
import type { Visible } from "../../domain/schema/access.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { Apply } from "./port.ts";
import type { Accepted, RequestIdentity } from "./requests-port.ts";
import type { Listed, Page } from "./views-port.ts";

export type { FindingDecision, FindingWork, ReactionGround } from "../../domain/schema/finding-work.ts";

/** What the truth holds of sweeps and findings. */
export interface StoreOfDrift {
  /** The places of every cell that have components: one sweep schedule each. */
  sweepPlaces(): Promise<readonly SweepPlace[]>;
  /** The same places, and when they were last looked at. */
  sweptPlaces(): Promise<readonly SweptPlace[]>;
  /**
   * Begins a sweep under this id, or under the one that was given to people who have asked for it; a repeat with this id
   * answers the same. Undefined where another one of the same place runs.
   */
  beginSweep(sweepId: string, place: SweepPlace): Promise<SweepView | undefined>;
  /**
   * Ends a sweep: decides, with `judge`, about the findings that it recorded, under the lock of each environment, and wakes
   * those that are to put something back. A repeat changes nothing.
   */
  endSweep(
    sweepId: string,
    end: { readonly state: "succeeded" | "partial" | "failed"; readonly reason: string },
    judge: JudgeSweep,
  ): Promise<SweepView>;
  /** Decides about findings that were recorded outside of a sweep, and about those whose snooze is over, of `limit` environments at the most. Answers how many. */
  judgeFindings(judge: JudgeFinding, limit: number): Promise<number>;

  /** Findings that the caller may see, newest first. */
  listFindings(query: FindingQuery): Promise<Listed<FindingView>>;
  /** Undefined where there is none. */
  getFinding(id: string): Promise<FindingView | undefined>;
  /** What is decided from about the drift of one component, whether there is a finding or not. Undefined where there is no such component. */
  reactionGround(project: string, environment: string, component: string): Promise<ReactionGround | undefined>;
  /** Sweeps of places where the caller may see something, newest first. */
  listSweeps(query: Page & { readonly cell?: string }): Promise<Listed<SweepView>>;
  /** One sweep; undefined where there is none that has begun, or it looks at nothing that may be seen. */
  getSweep(id: string, visible?: Visible): Promise<SweepView | undefined>;
  /** Records what a person answers to a finding. @throws OrchestratorError `NOT_FOUND`, `FINDING_CLOSED`, `FINDING_CHANGED`, and of an adoption what `acceptApply` throws of an environment */
  answerFinding(request: RequestIdentity, answer: FindingAnswer): Promise<Accepted>;
  /**
   * Asks for a sweep of the places of some environments, by uid, now. A result of kind `Sweep` for each place, whose name
   * is the id that the sweep has once it has begun.
   */
  requestSweep(request: RequestIdentity, environments: readonly string[]): Promise<Accepted>;
  /** Sweeps that people have asked for and that can begin: none runs in their place. One is pending until the next sweep of its place begins. */
  pendingSweeps(): Promise<readonly PendingSweep[]>;
  /** Sweeps that have begun and not ended. */
  runningSweeps(): Promise<readonly PendingSweep[]>;
}

/** Where one sweep looks. */
export interface SweepPlace {
  readonly cell: string;
  readonly account: string;
  readonly region: string;
}

/** A sweep that was asked for, or one that runs. */
export interface PendingSweep extends SweepPlace {
  /** The id that it begins under. */
  readonly sweepId: string;
}

/** Decides about one finding. */
export type JudgeFinding = (work: FindingWork) => FindingDecision;

/** Decides about a sweep as a whole before its findings are: why nothing of it is put back; undefined where nothing holds it. */
export interface JudgeSweep {
  brake(counts: SweepView["counts"]): string | undefined;
  finding(work: FindingWork, brake: string | undefined): FindingDecision;
}

/** Which findings. */
export interface FindingQuery extends Page {
  readonly project?: string;
  readonly environment?: string;
  readonly component?: string;
  /** Absent: those that are open. */
  readonly statuses?: readonly FindingStatus[];
}

/** What a person answers to a finding. The digest says which difference they saw. */
export type FindingAnswer = {
  readonly findingId: string;
  readonly diffDigest: string;
  readonly reason: string;
} & (
  | { readonly do: "revert" }
  | { readonly do: "accept" }
  | { readonly do: "snooze"; readonly until: number }
  /** What becomes parameters, by name, and the environment's document with them: it is applied in the same transaction. */
  | {
      readonly do: "adopt";
      readonly parameters: Readonly<Record<string, Json>>;
      readonly change: Apply["documents"][number];
      /** Generation of the document that the change was made from. */
      readonly ifGeneration: number;
    }
);

/** What the API needs of it. */
export type StoreOfDriftApi = Pick<
  StoreOfDrift,
  "listFindings" | "getFinding" | "reactionGround" | "listSweeps" | "getSweep" | "answerFinding" | "requestSweep"
>;
