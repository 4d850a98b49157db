import { TemporalFailure } from "@temporalio/common";
import { isCancellation } from "@temporalio/workflow";

/** An activity as a workflow calls it. */
type Activity<Input, Answer> = (input: Input) => Promise<Answer>;

/**
 * Tries an activity in the worker that runs the workflow, within the task that asks for it: no round trip through Temporal.
 * Where that fails, as while the database is away, it is an activity of its own, which waits as long as it takes and
 * leaves nothing in the history. So it may run twice, as every activity may.
 */
export function nearFirst<Input, Answer>(
  near: Activity<Input, Answer>,
  far: Activity<Input, Answer>,
): Activity<Input, Answer> {
  return async (input) => {
    try {
      return await near(input);
    } catch (error) {
      // What a local activity threw comes as it is, not as an ActivityFailure.
      if (!(error instanceof TemporalFailure) || isCancellation(error)) throw error;
      return await far(input);
    }
  };
}
