import type { Authorization } from "../adapters/authorization/port.ts";
import type { Calendar } from "../adapters/calendar/port.ts";
import type { Store } from "../adapters/store/port.ts";
import type { Step } from "./steps/step.ts";
import type { PlanTools } from "./plan-tools.ts";
import type { WorkflowState } from "./workflow-state.ts";

/** What the activities of environments and operations need. */
export interface OrchestratorPorts {
  readonly store: Store;
  readonly tools: PlanTools;
  /** How an operation's workflow stands, asked of Temporal. */
  readonly workflowState: (operationId: string) => Promise<WorkflowState>;
  readonly calendar: Pick<Calendar, "spans">;
  readonly authorization: Authorization;
  /** The step of each kind. */
  readonly steps: ReadonlyMap<string, Step>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Called at named points of an operation's path, for tests that stop the process there. */
  readonly reached?: (point: string, effect: string) => void;
}
