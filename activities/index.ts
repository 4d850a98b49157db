export type { CellActivities } from "./converge.ts";
export type { AdmittedTurn, EndInput, OrchestratorActivities } from "./orchestrator.ts";
