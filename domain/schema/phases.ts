/** What an environment is doing. `Held` waits for a person; `Gone` is deleted. */
export const ENVIRONMENT_PHASES = [
  "Pending",
  "Running",
  "Ready",
  "Failed",
  "Held",
  "Suspended",
  "Deleting",
  "Gone",
] as const;
/** One of the phases above. */
export type EnvironmentPhase = (typeof ENVIRONMENT_PHASES)[number];

/** Where one component stands. `Kept` components are `Ready`; `Lost` is known to have died and awaits repair. */
export const COMPONENT_PHASES = ["Pending", "Running", "Ready", "Failed", "Lost", "Deleting", "Gone"] as const;
/** One of the phases above. */
export type ComponentPhase = (typeof COMPONENT_PHASES)[number];

/** What an operation is for. */
export const OPERATION_KINDS = ["provision", "deploy", "repair", "delete"] as const;
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
export const PLAN_ACTIONS = ["create", "update", "replace", "keep", "may change", "repair", "delete"] as const;
/** One of the actions above. */
export type PlanAction = (typeof PLAN_ACTIONS)[number];

/** What happens to a component's data when it is deleted. */
export const ON_DELETE = ["delete", "retain", "snapshot"] as const;
/** One of the answers above. */
export type OnDelete = (typeof ON_DELETE)[number];
