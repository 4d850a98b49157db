export type { CellActivities, ConvergeInput } from "./converge.ts";
export type {
  AdmittedComponent,
  AdmittedTurn,
  EndInput,
  OrchestratorActivities,
  TakeNextAnswer,
} from "./orchestrator.ts";
