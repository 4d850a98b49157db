import type { EnvironmentClass, FreezeWindowDocument } from "./documents.ts";
import type { ExpiryWork, SleepWork } from "./rest-work.ts";
import type { EnvironmentPhase, OperationKind } from "./phases.ts";

/** What an environment's next step is decided from; read under its row's lock. */
export interface EnvironmentWork {
  readonly uid: string;
  readonly phase: EnvironmentPhase;
  readonly epoch: number;
  readonly isSuspended: boolean;
  readonly project: string;
  readonly name: string;
  readonly class: EnvironmentClass;
  /** Windows of its project and of all projects, whether they hold now or not. */
  readonly freezeWindows: readonly FreezeWindowDocument[];
  /** Why it does nothing by itself; absent when it is not held. */
  readonly hold?: Hold;
  /** The operation recorded as running; absent when none is. */
  readonly running?: { readonly operationId: string; readonly startedAt: number; readonly kind: OperationKind };
  /** Operations waiting for their turn, oldest first. */
  readonly accepted: readonly AcceptedOperation[];
  /** Components that a watcher saw in trouble, one per component: only of their present incarnation, only unanswered. */
  readonly wakes: readonly ComponentWake[];
  /**
   * When components died, epoch milliseconds, oldest first, one per death: those of the last 10 minutes, and those since
   * the component was last ready, so that slow failing repairs count as well. None from before a person ended a hold.
   */
  readonly deaths: readonly { readonly componentUid: string; readonly at: number }[];
  /** Findings of drift that are to be put back: only of the present incarnation of their component. Oldest first. */
  readonly reverts: readonly DueRevert[];
  /** When the newest repair ended unsuccessfully; absent when the newest repair succeeded or there was none. */
  readonly failedRepairAt?: number;
  /** Absent where it has no calendar of sleep and does not sleep. */
  readonly sleep?: SleepWork;
  /** Absent where it may live for ever. */
  readonly expiry?: ExpiryWork;
}

/** An operation that waits for its turn. */
export interface AcceptedOperation {
  readonly operationId: string;
  readonly kind: OperationKind;
  readonly generation: number;
  /** True when it carries out or restores a promotion, which asks for freezes at its own gates. */
  readonly isOfPromotion: boolean;
}

/** A component that was seen in trouble. */
export interface ComponentWake {
  readonly componentUid: string;
  readonly component: string;
  readonly incarnation: number;
  readonly reason: string;
  readonly detail: string;
  readonly receivedAt: number;
  /** Names of the components that it needed when it was last ready. */
  readonly needs: readonly string[];
}

/** A finding of drift that is to be put back. */
export interface DueRevert {
  readonly findingId: string;
  readonly componentUid: string;
  readonly component: string;
  readonly incarnation: number;
  readonly diffDigest: string;
}

/** Why an environment waits for a person, and what the person can do. */
export interface Hold {
  readonly reason: string;
  /** Commands or words for people, for example `apply it again`, `resume`. */
  readonly choices: readonly string[];
  readonly since: number;
}

/** What an environment does next. */
export type NextStep =
  /** It is deleted and every accepted request has its outcome. */
  | { readonly do: "end" }
  /** An accepted operation gets started; older ones that it makes pointless end as superseded. */
  | { readonly do: "start"; readonly operationId: string; readonly supersede: readonly string[] }
  /** A repair operation for these components is made and started. */
  | { readonly do: "repair"; readonly wakes: readonly ComponentWake[] }
  /** A revert operation for these components is made and started. */
  | { readonly do: "revert"; readonly findings: readonly DueRevert[] }
  /** An operation that puts it to sleep, or wakes it, is made and started. */
  | { readonly do: "sleep" }
  | { readonly do: "wake" }
  /** People are told when its time is over. */
  | { readonly do: "announce-expiry"; readonly expiresAt: number }
  /** Its time is over: its deletion is asked for as by a person. */
  | { readonly do: "expire"; readonly expiresAt: number }
  /** It is held from now on. */
  | { readonly do: "hold"; readonly hold: Hold }
  /** Nothing, until then or until somebody wakes it. `reason` says what holds up work that was asked for. */
  | { readonly do: "wait"; readonly lookAgainAt: number; readonly reason?: string };
