import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError, type ScheduleOptions } from "@temporalio/client";
import type { SweepSchedules } from "../../activities/sweeps/keep-schedules.ts";
import { SWEEP_SCHEDULE_PREFIX, type SweepSchedule } from "../../activities/sweeps/sweep-schedule.ts";
import {
  askedSweepWorkflowId,
  ORCHESTRATOR_TASK_QUEUE,
  SWEEP_WORKFLOW,
  WORKFLOW_TASK_TIMEOUT,
} from "../../workflows/messages.ts";

/** What was missed for longer, as while Temporal was away, is not made up for: the next sweep sees it all. */
const CATCH_UP = "1 minute";

/** Beyond the time in which it looks, a sweep may need this much: to begin, to decide, to be taken up by another worker. */
const SLACK_MS = 600_000;

/** The schedules of sweeps in Temporal. `limitMs`: after this, milliseconds, a sweep looks at nothing more. */
export function temporalSchedules(client: Client, { limitMs }: { readonly limitMs: number }): SweepSchedules {
  return {
    async list() {
      const found: { id: string; everyMs: number; offsetMs: number }[] = [];
      for await (const { scheduleId, spec } of client.schedule.list()) {
        if (!scheduleId.startsWith(SWEEP_SCHEDULE_PREFIX)) continue;
        const [interval] = spec?.intervals ?? [];
        found.push({ id: scheduleId, everyMs: interval?.every ?? 0, offsetMs: interval?.offset ?? 0 });
      }
      return found;
    },
    async put(schedule) {
      const options = optionsOf(schedule, limitMs);
      try {
        await client.schedule.create(options);
      } catch (error) {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
        const { spec, action, policies } = options;
        // Its state, as that somebody paused it, is theirs.
        const update = client.schedule
          .getHandle(schedule.id)
          .update(({ state }) => ({ spec, action, ...(policies === undefined ? {} : { policies }), state }));
        await update;
      }
    },
    async delete(id) {
      try {
        await client.schedule.getHandle(id).delete();
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
      }
    },
    async begin({ sweepId, cell, account, region }) {
      await client.workflow.start(SWEEP_WORKFLOW, {
        workflowId: askedSweepWorkflowId(sweepId),
        workflowIdConflictPolicy: "USE_EXISTING",
        taskQueue: ORCHESTRATOR_TASK_QUEUE,
        args: [{ cell, account, region, sweepId }],
        workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
        workflowExecutionTimeout: limitMs + SLACK_MS,
      });
    },
  };
}

function optionsOf({ id, place, everyMs, offsetMs, jitterMs }: SweepSchedule, limitMs: number): ScheduleOptions {
  const { cell, account, region } = place;
  return {
    scheduleId: id,
    spec: { intervals: [{ every: everyMs, offset: offsetMs }], jitter: jitterMs },
    policies: { overlap: "SKIP", catchupWindow: CATCH_UP, pauseOnFailure: false },
    action: {
      type: "startWorkflow",
      workflowType: SWEEP_WORKFLOW,
      workflowId: id,
      taskQueue: ORCHESTRATOR_TASK_QUEUE,
      args: [{ cell, account, region }],
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
      // One that is stuck would keep every later one from beginning.
      workflowExecutionTimeout: limitMs + SLACK_MS,
    },
  };
}
