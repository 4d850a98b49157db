import type { OpenedStep, StepTurn } from "../../adapters/cell-records/step-records-port.ts";
import type { Step } from "../steps/step.ts";
import type { SecretValues } from "./secret-values.ts";
import type { StepLog } from "./step-log.ts";

/** One attempt at a step, while it runs. */
export interface StepAttempt {
  readonly turn: StepTurn;
  readonly opened: OpenedStep;
  readonly step: Step;
  /** Aborted from outside: that says nothing about the step. */
  readonly signal: AbortSignal;
  readonly secrets: SecretValues;
  readonly log: StepLog;
  /** Epoch milliseconds at which the step has had its time. */
  readonly deadline: number;
}
