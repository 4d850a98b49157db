import type { EnvironmentClass } from "./documents.ts";
import type { PromotionState } from "./phases.ts";

/** Where an approval stands. Every status but `pending` is final. */
export const APPROVAL_STATUSES = ["pending", "approved", "rejected", "expired", "withdrawn", "superseded"] as const;
/** One of the statuses above. */
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** What an approval is about: a promotion, the deletion of an environment, or a proposal to put drift back. */
export type ApprovalSubject = "promotion" | "delete" | "drift";

/** Through which door a vote came. */
export const DOORS = ["slack", "cli", "api"] as const;
/** One of the doors above. */
export type Door = (typeof DOORS)[number];

/** A person as approvals name them. */
export interface PersonName {
  readonly id: string;
  readonly name: string;
}

/** Exactly what people say yes to. Any change of it is another question. */
export interface ApprovalBinding {
  /** Empty where the subject has no release. */
  readonly releaseDigest: string;
  readonly planDigest: string;
  /** Desired generation of the environment. */
  readonly generation: number;
}

/** Whose votes count, and how many it takes. */
export interface ApprovalRule {
  /** Name of a group; words for people where everybody who may vote is asked. */
  readonly from: string;
  /** True where everybody counts whose role lets them vote in the environment, whatever their groups are. */
  readonly isAnyVoter?: true;
  readonly count: number;
  /** A group whose votes count, too, once it is escalated; absent for none. */
  readonly escalateTo?: string;
  /** A group whose members may pass it without votes, with a reason that is reviewed afterwards; absent: nobody may. */
  readonly breakGlass?: string;
}

/** A vote that counts while it stands. */
export interface VoteView {
  readonly person: PersonName;
  readonly decision: "approve" | "reject";
  /** Empty for none. */
  readonly comment: string;
  readonly via: Door;
  readonly receivedAt: number;
}

/** The difference that a proposal is about, as it was when people were asked. */
export interface ApprovalDrift {
  readonly findingId: string;
  readonly component: string;
  readonly kind: string;
  /** Unified diff, what is wanted against what was seen; its beginning where it is long. */
  readonly diff: string;
  /** Who or what has changed it, as the source names them; empty where no source tells. */
  readonly changedBy: readonly string[];
  /** What is done about it, and the rule of each field, in lines. */
  readonly reaction: readonly string[];
  /** Where it is said who decides: `gate "approval" of stage shop-prod`. */
  readonly askedBy: string;
}

/** An approval as people see it, wherever they see it. Instants are epoch milliseconds. */
export interface ApprovalView {
  /** `ap-` and 16 letters. Opaque: nothing can be read from it. */
  readonly id: string;
  readonly subject: ApprovalSubject;
  readonly project: string;
  readonly environment: string;
  readonly environmentUid: string;
  readonly class: EnvironmentClass;
  /** Name of the gate; absent where no gate asks. */
  readonly gate?: string;
  readonly promotionId?: string;
  /** What is to run; absent for a deletion, and for drift. */
  readonly release?: string;
  /** What runs now. */
  readonly previousRelease?: string;
  readonly binding: ApprovalBinding;
  readonly rule: ApprovalRule;
  readonly status: ApprovalStatus;
  /** One line for people; empty while it is pending. */
  readonly statusReason: string;
  /** Who asked, as the record names them. */
  readonly requester: string;
  /** Persons whose votes do not count: requester, who retried, the release's author; who has changed by hand what is to be put back. */
  readonly excluded: readonly PersonName[];
  /** Why it was asked for; empty for none. */
  readonly why: string;
  /** What would change, component by component. */
  readonly changes: readonly { readonly component: string; readonly action: string; readonly reason: string }[];
  /** File names of the database migrations that would run, oldest first. */
  readonly migrations: readonly string[];
  /** True where it could not be told which migrations would run. */
  readonly areMigrationsUnknown?: true;
  /** True where only parameters change, and the release stays. */
  readonly isChange?: true;
  /** What would be put back; absent where it is not about drift. */
  readonly drift?: ApprovalDrift;
  /** Pages about it: the change ticket, the promotion. */
  readonly links: readonly { readonly title: string; readonly url: string }[];
  /** Votes that stand, oldest first. */
  readonly votes: readonly VoteView[];
  /** Who may vote and has not, by name; at most 50. */
  readonly mayVote: readonly string[];
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly remindAt?: number;
  readonly escalateAt?: number;
  readonly escalatedAt?: number;
  readonly decidedAt?: number;
  readonly breakGlass?: {
    readonly person: PersonName;
    readonly reason: string;
    readonly at: number;
    readonly reviewedBy?: PersonName;
    readonly reviewedAt?: number;
    readonly review?: string;
  };
  /** How what was approved goes on; absent before. */
  readonly progress?: { readonly state: PromotionState; readonly reason: string };
  /** Why people may not have been told: the channel is missing, Slack is away; absent when all is well. */
  readonly chatFault?: string;
  /** Rises with every change of anything above. */
  readonly version: number;
}
