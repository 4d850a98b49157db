/** What an environment is doing. `Held` waits for a person; `Asleep` is stopped for a while; `Gone` is deleted. */
export const ENVIRONMENT_PHASES = [
  "Pending",
  "Running",
  "Ready",
  "Failed",
  "Held",
  "Suspended",
  "Asleep",
  "Deleting",
  "Gone",
] as const;
/** One of the phases above. */
export type EnvironmentPhase = (typeof ENVIRONMENT_PHASES)[number];

/** Where one component stands. `Kept` components are `Ready`; `Lost` is known to have died and awaits repair. */
export const COMPONENT_PHASES = [
  "Pending",
  "Running",
  "Ready",
  "Failed",
  "Lost",
  "Asleep",
  "Deleting",
  "Gone",
] as const;
/** One of the phases above. */
export type ComponentPhase = (typeof COMPONENT_PHASES)[number];

/** What an operation is for. */
export const OPERATION_KINDS = [
  "provision",
  "deploy",
  "upgrade",
  "restore",
  "repair",
  "revert",
  "sleep",
  "wake",
  "delete",
] as const;
/** One of the kinds above. */
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** Where an operation stands. `Accepted` waits for its turn; every other state but `Running` is its outcome. */
export const OPERATION_STATES = [
  "Accepted",
  "Running",
  "Succeeded",
  "Failed",
  "Not admitted",
  "Superseded",
  "Cancelled",
  "Abandoned",
] as const;
/** One of the states above. */
export type OperationState = (typeof OPERATION_STATES)[number];

/** What an operation may end as. */
export type OperationOutcome = Exclude<OperationState, "Accepted" | "Running">;

/** What a plan does to one component. `may change` is decided at its turn, when its inputs are known. */
export const PLAN_ACTIONS = [
  "create",
  "update",
  "upgrade",
  "replace",
  "keep",
  "may change",
  "repair",
  "revert",
  "sleep",
  "wake",
  "delete",
] as const;
/** One of the actions above. */
export type PlanAction = (typeof PLAN_ACTIONS)[number];

/** What happens to a component's data when it is deleted. */
export const ON_DELETE = ["delete", "retain", "snapshot"] as const;
/** One of the answers above. */
export type OnDelete = (typeof ON_DELETE)[number];

/** Why a promotion exists: a release moves on, an earlier one comes back, or parameters change. */
export const PROMOTION_KINDS = ["promote", "rollback", "change"] as const;
/** One of the kinds above. */
export type PromotionKind = (typeof PROMOTION_KINDS)[number];

/** Where a promotion stands. `Held` waits for a person after a failed deploy. */
export const PROMOTION_STATES = [
  "Waiting",
  "Running",
  "Held",
  "Restoring",
  "Verified",
  "Rejected",
  "Superseded",
  "Cancelled",
  "Failed",
  "Restored",
  "Restore failed",
] as const;
/** One of the states above. */
export type PromotionState = (typeof PROMOTION_STATES)[number];

/** What a promotion may end as. */
export type PromotionOutcome = Exclude<PromotionState, "Waiting" | "Running" | "Held" | "Restoring">;

/** True once a promotion has its outcome. */
export function isPromotionOver(state: PromotionState): state is PromotionOutcome {
  return !["Waiting", "Running", "Held", "Restoring"].includes(state);
}

/** Where a step of an operation stands. `Skipped` by its `if`, by a person, or because an earlier one failed. */
export const STEP_STATES = ["Pending", "Running", "Succeeded", "Failed", "Skipped", "Undone", "Undo failed"] as const;
/** One of the states above. */
export type StepState = (typeof STEP_STATES)[number];

/** When a step runs: a snapshot before everything, before or after the components; or its undo, in a restore. */
export const STEP_TIMES = ["snapshot", "before", "after", "undo"] as const;
/** One of the times above. */
export type StepTime = (typeof STEP_TIMES)[number];

/** Where a step of an upgrade stands. `Not run`: its operation ended before it. */
export const UPGRADE_STEP_STATES = ["Pending", "Running", "Succeeded", "Failed", "Not run"] as const;
/** One of the states above. */
export type UpgradeStepState = (typeof UPGRADE_STEP_STATES)[number];
