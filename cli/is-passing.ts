import { NoAnswer } from "./no-answer.ts";
import { ProblemFailure } from "./problem-failure.ts";

/** True for failures that end by themselves: a server that restarts, or cannot take work at the moment. */
export function isPassing(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  return error instanceof ProblemFailure && (error.problem.status >= 500 || error.problem.status === 429);
}
