/** An issue, as far as a decision needs it. */
export interface DecidedIssue {
  readonly key: string;
  /** Name of its status. */
  readonly status: string;
  /** True in a status of the category "done". */
  readonly isDone: boolean;
}

/** Names of statuses; their case does not count. */
export interface IssueRule {
  readonly proceed: readonly string[];
  readonly reject: readonly string[];
}

/** What follows from an issue's status. */
export type IssueVerdict =
  | { readonly verdict: "pass"; readonly reasons: readonly string[] }
  | { readonly verdict: "wait"; readonly reasons: readonly string[]; readonly isAlarming: boolean }
  | { readonly verdict: "reject"; readonly reasons: readonly string[] };

/**
 * Decides by the status of an issue. A status of `reject` wins. One that nobody listed waits, and is alarming where the
 * issue is closed: nobody will move it any more.
 */
export function decideJiraIssue(issue: DecidedIssue, { proceed, reject }: IssueRule): IssueVerdict {
  const { key, status, isDone } = issue;
  const isIn = (statuses: readonly string[]) => statuses.some((one) => sameStatus(one, status));
  if (isIn(reject)) return { verdict: "reject", reasons: [`${key} is in "${status}"`] };
  if (isIn(proceed)) return { verdict: "pass", reasons: [`${key} is in "${status}"`] };
  const wanted = proceed.map((one) => `"${one}"`).join(" or ");
  if (isDone)
    return {
      verdict: "wait",
      reasons: [`${key} was closed in "${status}", which neither lets it proceed nor rejects it; it needs ${wanted}`],
      isAlarming: true,
    };
  return { verdict: "wait", reasons: [`${key} is in "${status}" and needs ${wanted}`], isAlarming: false };
}

/** True for the same status, whatever its case. */
export function sameStatus(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.trim().toLowerCase();
}
