export type { ApprovalActivities } from "./approval-activities.ts";
export type { CellActivities } from "./converge.ts";
export type { StepActivities } from "./step-activity.ts";
export type { AdmittedTurn, EndInput, WantedLook } from "./turn.ts";
export type { AdmittedStep } from "../adapters/store/operations-port.ts";
export type { OrchestratorActivities } from "./orchestrator.ts";
export type { PromotionActivities } from "./promotion-activities.ts";
export type { SweepActivities, SweepCellActivities, SweepInput } from "./sweep-activities.ts";
export type { SweepPartEnd } from "./sweeps/sweep-part-types.ts";
