import type { DocumentProblem, Problem } from "./answers.ts";

/** The server answered, and refused. */
export class ProblemFailure extends Error {
  override readonly name = "ProblemFailure";
  readonly problem: Problem;
  /** Seconds after which it may be tried again; absent when the server did not say. */
  readonly retryAfterS?: number;

  constructor(problem: Problem, retryAfterS?: number) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    if (retryAfterS !== undefined) this.retryAfterS = retryAfterS;
  }

  /** The same, with its document problems as given. */
  withErrors(errors: readonly DocumentProblem[]): ProblemFailure {
    return new ProblemFailure({ ...this.problem, errors }, this.retryAfterS);
  }
}
