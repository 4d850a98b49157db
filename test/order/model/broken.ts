/** A rule that did not hold, and when. */
export class Broken extends Error {
  readonly rule: string;

  constructor(rule: string, when: string, problems: readonly string[]) {
    super(`${rule}; ${when}: ${problems.join("; ")}`);
    this.rule = rule;
  }
}
