/**
 * Every type of event that is written, by its noun. A test looks for types in the sources that are missing here.
 */
const PREDICATES_BY_NOUN = {
  project: ["created", "changed", "deleted"],
  blueprint: ["created", "deleted"],
  release: ["created", "deleted", "vetoed", "veto-lifted"],
  connection: ["created", "changed", "deleted"],
  pipeline: ["created", "changed", "deleted"],
  "freeze-window": ["created", "changed", "deleted"],
  subscription: ["created", "changed", "deleted", "enabled", "disabled", "failing", "tested"],
  environment: [
    "created",
    "changed",
    "delete-requested",
    "delete-refused",
    "deleted",
    "held",
    "suspended",
    "resumed",
    "slept",
    "woken",
    "kept-awake",
    "extended",
    "expiry-announced",
  ],
  operation: [
    "requested",
    "started",
    "admitted",
    "cancel-requested",
    "succeeded",
    "failed",
    "not-admitted",
    "superseded",
    "cancelled",
    "abandoned",
  ],
  component: ["started", "ready", "kept", "replaced", "failed", "lost", "slept", "deleted"],
  upgrade: ["step-started", "step-succeeded", "step-failed"],
  step: ["started", "succeeded", "failed", "skipped", "undone", "undo-failed", "attempt-failed"],
  snapshot: ["taken", "deleting", "deleted"],
  promotion: [
    "requested",
    "admitted",
    "freeze-overridden",
    "cancel-requested",
    "held",
    "decided",
    "restoring",
    "restore-admitted",
    "verified",
    "rejected",
    "superseded",
    "cancelled",
    "failed",
    "restored",
    "restore-failed",
    "revoked",
  ],
  gate: ["waiting", "passed", "rejected", "not-closed"],
  approval: [
    "requested",
    "voted",
    "vote-withdrawn",
    "vote-refused",
    "reminded",
    "escalated",
    "approved",
    "rejected",
    "expired",
    "withdrawn",
    "superseded",
    "glass-broken",
    "reviewed",
  ],
  drift: [
    "found",
    "changed",
    "due",
    "proposed",
    "held",
    "snoozed",
    "accepted",
    "adopted",
    "reverted",
    "resolved",
    "outdated",
  ],
  sweep: ["braked", "failed"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The nouns that events are about. */
export const EVENT_NOUNS: readonly string[] = Object.keys(PREDICATES_BY_NOUN);

/** Every type of event: `environment.held`, `promotion.verified`. */
export const EVENT_TYPES: readonly string[] = Object.entries(PREDICATES_BY_NOUN).flatMap(([noun, predicates]) =>
  predicates.map((predicate) => `${noun}.${predicate}`),
);

/**
 * Nouns whose events tell every project where they are of none. Others without a project, as of people, roles and tokens,
 * are for whoever administers all, and no subscription is told of them.
 */
const NOUNS_OF_EVERY_PROJECT: ReadonlySet<string> = new Set<keyof typeof PREDICATES_BY_NOUN>(["freeze-window"]);

/** Whether an event of no project is meant for every project. */
export function isForEveryProject(type: string): boolean {
  return EVENT_TYPES.includes(type) && NOUNS_OF_EVERY_PROJECT.has(type.slice(0, type.indexOf(".")));
}
