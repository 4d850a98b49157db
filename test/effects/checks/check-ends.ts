import type { PromotionDetail } from "../../../adapters/store/promotion-views-port.ts";
import { checkEach, type Check } from "../../crash/checks/check.ts";
import { changeKeyOf, issueKeyOf, type PromotionRun } from "../promotion-run.ts";
import type { IssueTruth } from "../truth/jira-facts.ts";
import type { ChangeTruth } from "../truth/service-now-facts.ts";

/** A promotion, and what the API says of it. */
export interface EndedRun {
  readonly run: PromotionRun;
  readonly detail: PromotionDetail;
}

const CANCELED = "4";

/** That every promotion has come to the end that its scenario has, and closed what it had opened. */
export function checkPromotions(ended: readonly EndedRun[]): Check {
  return checkEach("every promotion has reached its end", ended, ({ run, detail }) => {
    const { state, reason, finishedAt, gates } = detail;
    const faults = gates.flatMap(({ name, finishFault }) =>
      finishFault === undefined ? [] : [`${name}: ${finishFault}`],
    );
    const name = `${run.environment}, release ${run.release} (${run.id})`;
    if (finishedAt === undefined)
      return `${name} is ${state} and has not closed everything: ${[reason, ...faults, ...gates.flatMap(({ reasons }) => reasons)].join("; ")}`;
    if (state !== run.scenario.ends) return `${name} ended as ${state}, not ${run.scenario.ends}: ${reason}`;
    return faults.length === 0 ? undefined : `${name}: ${faults.join("; ")}`;
  });
}

/** That each promotion has one change, in the right state, and that others of the same key are cancelled. */
export function checkChanges(runs: readonly PromotionRun[], changes: readonly ChangeTruth[]): readonly Check[] {
  const byKey = Map.groupBy(changes, ({ key }) => key);
  return [
    checkEach("each promotion has one change, in the right state", runs, (run) => {
      const own = (byKey.get(changeKeyOf(run)) ?? []).filter(({ isOurs }) => isOurs);
      const [change] = own;
      if (own.length !== 1 || change === undefined)
        return `${run.environment} (${run.id}) has ${own.length} changes: ${own.map(({ number }) => number).join(", ")}`;
      const wanted = run.scenario.change;
      const isRight =
        change.state === wanted.state && (wanted.closeCode === "" || change.closeCode.startsWith(wanted.closeCode));
      if (isRight) return undefined;
      return `${change.number} of ${run.environment} is in ${change.state} (${change.closeCode}), not ${wanted.state}`;
    }),
    checkEach(
      "twins of changes are cancelled",
      runs.filter(({ scenario }) => scenario.hasTwins),
      (run) => {
        const twins = (byKey.get(changeKeyOf(run)) ?? []).filter(({ isOurs }) => !isOurs);
        const areCancelled = twins.length > 0 && twins.every(({ state }) => state === CANCELED);
        return areCancelled ? undefined : `${run.environment}: ${JSON.stringify(twins)}`;
      },
    ),
  ];
}

/** That each promotion has one issue, in the right status, and that others of the same key are closed. */
export function checkIssues(runs: readonly PromotionRun[], issues: readonly IssueTruth[]): readonly Check[] {
  const byKey = Map.groupBy(issues, ({ ownKey }) => ownKey);
  const withIssue = runs.filter(({ scenario }) => scenario.issue !== undefined);
  return [
    checkEach("each promotion has one issue, in the right status", withIssue, (run) => {
      const own = (byKey.get(issueKeyOf(run)) ?? []).filter(({ isOurs }) => isOurs);
      if (own.length !== 1)
        return `${run.environment} (${run.id}) has ${own.length} issues: ${own.map(({ key }) => key).join(", ")}`;
      const [issue] = own;
      return issue?.status === run.scenario.issue
        ? undefined
        : `${issue?.key} of ${run.environment} is in ${issue?.status}`;
    }),
    checkEach(
      "twins of issues are closed",
      runs.filter(({ scenario }) => scenario.hasTwins),
      (run) => {
        const twins = (byKey.get(issueKeyOf(run)) ?? []).filter(({ isOurs }) => !isOurs);
        const areClosed = twins.length > 0 && twins.every(({ status }) => status === "Done");
        return areClosed ? undefined : `${run.environment}: ${JSON.stringify(twins)}`;
      },
    ),
  ];
}
