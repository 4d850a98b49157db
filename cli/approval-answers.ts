/** An approval, as the server tells it. Instants are epoch milliseconds. */
export interface ApprovalView {
  readonly id: string;
  readonly subject: string;
  readonly project: string;
  readonly environment: string;
  readonly class: string;
  readonly gate?: string;
  readonly promotionId?: string;
  readonly release?: string;
  readonly previousRelease?: string;
  readonly binding: { readonly releaseDigest: string; readonly planDigest: string; readonly generation: number };
  readonly rule: {
    readonly from: string;
    readonly count: number;
    readonly escalateTo?: string;
    readonly breakGlass?: string;
  };
  readonly status: string;
  readonly statusReason: string;
  readonly requester: string;
  readonly excluded: readonly PersonName[];
  readonly why: string;
  readonly changes: readonly { readonly component: string; readonly action: string; readonly reason: string }[];
  readonly migrations: readonly string[];
  readonly areMigrationsUnknown?: true;
  readonly isChange?: true;
  readonly drift?: {
    readonly findingId: string;
    readonly component: string;
    readonly kind: string;
    readonly diff: string;
    readonly changedBy: readonly string[];
    readonly reaction: readonly string[];
    readonly askedBy: string;
  };
  readonly links: readonly { readonly title: string; readonly url: string }[];
  readonly votes: readonly {
    readonly person: PersonName;
    readonly decision: string;
    readonly comment: string;
    readonly via: string;
    readonly receivedAt: number;
  }[];
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
    readonly review?: string;
  };
  readonly progress?: { readonly state: string; readonly reason: string };
  readonly chatFault?: string;
}

/** A person as approvals name them. */
interface PersonName {
  readonly id: string;
  readonly name: string;
}

/** What a vote is answered with. */
export interface BallotResult {
  readonly approval: ApprovalView;
  readonly isReplay: boolean;
}
