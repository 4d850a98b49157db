import type { DocumentProblem } from "../../domain/errors.ts";

/** Ends a request whose documents may not be stored; its answer lists every problem. */
export class DocumentsRefused extends Error {
  override readonly name = "DocumentsRefused";
  readonly problems: readonly [DocumentProblem, ...DocumentProblem[]];

  constructor(problems: readonly [DocumentProblem, ...DocumentProblem[]]) {
    super(problems[0].message);
    this.problems = problems;
  }
}
