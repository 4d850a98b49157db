import { ActivityFailure, RetryState } from "@temporalio/common";
import type { WorkflowInterceptorsFactory } from "@temporalio/workflow";

// Part of the bundle of workers that cache no workflows: fails every try within a workflow task.
export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      scheduleLocalActivity: async ({ activityType }) =>
        await Promise.reject(
          new ActivityFailure(
            "tried elsewhere",
            activityType,
            undefined,
            RetryState.MAXIMUM_ATTEMPTS_REACHED,
            undefined,
          ),
        ),
    },
  ],
});
