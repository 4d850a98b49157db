import { defineSignal } from "@temporalio/workflow";

/** "Read your rows." Carries nothing; may come twice, late, or for nothing. */
export const look = defineSignal("look");

/** Task queue of the workflows and of the activities that read and write rows. */
export const ORCHESTRATOR_TASK_QUEUE = "orchestrator";
/** Task queue of the activities that ask gates, and so wait for outside systems. */
export const PROMOTION_TASK_QUEUE = "promotion";
/** Task queue of the activities that begin and end sweeps: what people wait for never waits behind them. */
export const SWEEPS_TASK_QUEUE = "sweeps";
/** Workflow type of a sweep. */
export const SWEEP_WORKFLOW = "sweep";
/** Workflow type of a promotion. */
export const PROMOTION_WORKFLOW = "promotion";
/** Workflow type of an approval. */
export const APPROVAL_WORKFLOW = "approval";
/** Workflow type of an environment's life. */
export const ENVIRONMENT_WORKFLOW = "environment";
/** A workflow task that a dead worker held is given to another one after this. */
export const WORKFLOW_TASK_TIMEOUT = "5s";
/** Workflow id of an environment's life. */
export const environmentWorkflowId = (uid: string): string => `environment/${uid}`;
/** Workflow id of a promotion. */
export const promotionWorkflowId = (promotionId: string): string => `promotion/${promotionId}`;
/** Workflow id of an approval. */
export const approvalWorkflowId = (approvalId: string): string => `approval/${approvalId}`;
/** Workflow id of an operation. */
export const operationWorkflowId = (operationId: string): string => `operation/${operationId}`;
/** Task queue of a cell's activities. */
export const cellTaskQueue = (cell: string): string => `cell/${cell}`;
/** Workflow id of a sweep that was asked for; one of a schedule has that schedule's id, and when it began. */
export const askedSweepWorkflowId = (sweepId: string): string => `sweep/${sweepId}`;
/** Task queue of a cell's looks for drift. */
export const cellSweepsTaskQueue = (cell: string): string => `cell/${cell}/sweeps`;
