export type { CellActivities } from "./converge.ts";
export type { StepActivities } from "./step-activity.ts";
export type { AdmittedStep, AdmittedTurn, EndInput, OrchestratorActivities } from "./orchestrator.ts";
export type { PromotionActivities } from "./promotion-activities.ts";
