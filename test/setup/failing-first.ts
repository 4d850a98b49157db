import { ApplicationFailure } from "@temporalio/common";

/** The same activities, of which each fails so often before it works, as while the database is away. */
export function failingFirst<Activities extends object>(activities: Activities, times: number): Activities {
  if (times === 0) return activities;
  const entries = Object.entries(activities).map(([name, run]: [string, (...args: unknown[]) => Promise<unknown>]) => {
    let left = times;
    const wrapped = async (...args: unknown[]) => {
      if (left === 0) return await run(...args);
      left -= 1;
      throw ApplicationFailure.retryable("the database did not answer", "STORE_UNREACHABLE");
    };
    return [name, wrapped];
  });
  return Object.fromEntries(entries) as Activities;
}
