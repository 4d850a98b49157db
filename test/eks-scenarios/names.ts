/** What may happen to whoever drives EKS, by its number. Every one has a test of this name. */
export const SCENARIOS = {
  1: "happy create",
  2: "crash before send",
  3: "crash after effect",
  4: "in-call retry",
  5: "token expired",
  6: "foreign name",
  7: "association without name",
  8: "auto-created entry",
  9: "lost update id",
  10: "stale ACTIVE",
  11: "failed update, ACTIVE cluster",
  12: "hidden lock",
  13: "two operations, one cluster",
  14: "mixed config change",
  15: "no-op config",
  16: "two-minor upgrade",
  17: "blocking insight",
  18: "skew limit",
  19: "eviction failure",
  20: "nodes never join",
  21: "launch shortage",
  22: "coredns before nodes",
  23: "add-on conflict",
  24: "add-on update stuck",
  25: "unsupported add-on version",
  26: "delete with children",
  27: "DELETE_FAILED",
  28: "deletion protection",
  29: "delete twice",
  30: "ABA",
  31: "recreate too early",
  32: "throttling storm",
  33: "retry budget empty",
  34: "service down 10 min",
  35: "unknown status",
  36: "malformed answers",
  37: "page churn",
  38: "IAM lag",
  39: "rollback",
  40: "out-of-band upgrade",
  41: "clock scale",
  42: "determinism",
  43: "empty name guard",
  44: "crash matrix",
} as const;

/** Name of a scenario. */
export type ScenarioName = (typeof SCENARIOS)[keyof typeof SCENARIOS];

/** Those that an upgrade goes through. `test/upgrades/` tells them. */
export const OF_UPGRADES: readonly ScenarioName[] = [
  "two-minor upgrade",
  "blocking insight",
  "skew limit",
  "eviction failure",
  "unsupported add-on version",
  "rollback",
  "out-of-band upgrade",
];

/** How a test of it is called: its number and its name. */
export function titleOf(name: ScenarioName): string {
  const [number] = Object.entries(SCENARIOS).find(([, other]) => other === name) ?? [];
  return `${number} ${name}`;
}
