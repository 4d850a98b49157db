import { z } from "zod";
import type { FakeJira } from "../../fakes/start-fake-jira.ts";
import type { PromotionRun } from "../promotion-run.ts";
import { releaseFor } from "../documents.ts";
import { factOfKey, type Fact, type LedgerByKey } from "./fact.ts";

/** An issue as it stands. */
export interface IssueTruth {
  readonly key: string;
  readonly ownKey: string;
  /** True for one that we have opened. */
  readonly isOurs: boolean;
  readonly status: string;
}

/** What happened in Jira, and what is there now. */
export interface JiraTruth {
  readonly facts: readonly Fact[];
  readonly issues: readonly IssueTruth[];
  /** How many issues were created. */
  readonly creates: number;
}

const Line = z.object({
  op: z.string(),
  effectId: z.string(),
  issue: z.string().nullable(),
  key: z.string().nullable(),
  actor: z.string(),
  cause: z.string(),
  changed: z.boolean(),
  after: z.unknown(),
});
type Line = z.infer<typeof Line>;

const Issue = z.object({
  key: z.string(),
  status: z.string(),
  creator: z.string(),
  labels: z.array(z.string()),
});

const Report = z.object({ state: z.string(), label: z.string().nullable() });

/** What a reported deployment is called, by the state that it reports. */
export function nameOfReport(state: string): string {
  return state === "rolled_back" ? "undo-report/report-rolled-back" : "report/report";
}

/** Reads the truth of the simulated site: what our account did, and every issue. */
export async function readJira(
  jira: FakeJira,
  { ledger, runs }: { readonly ledger: LedgerByKey; readonly runs: readonly PromotionRun[] },
): Promise<JiraTruth> {
  const lines = z.array(Line).parse(await jira.effects());
  const { text } = await jira.call("GET", "/__sim/jira/issues");
  const issues = z
    .array(Issue)
    .parse(JSON.parse(text))
    .map(({ key, status, creator, labels }) => ({
      key,
      status,
      isOurs: creator === jira.email,
      ownKey: labels.find((label) => label.startsWith("hf-")) ?? "",
    }));
  const issueByKey = new Map(issues.map((issue) => [issue.key, issue]));
  const done = lines.filter(({ actor, cause, changed }) => actor === jira.email && cause === "api" && changed);
  const promotionOfIssue = (issue: string) => factOfKey(ledger, issueByKey.get(issue)?.ownKey, "jira").promotionId;
  const factOf = (line: Line): Fact => {
    if (line.op === "issue.create" || line.op === "comment.create")
      return factOfKey(ledger, line.key ?? undefined, `jira ${line.op}`);
    if (line.op === "deployment.update") return reportOf(line, runs);
    const issue = line.issue ?? line.effectId;
    const twin = issueByKey.get(issue)?.isOurs === false ? " (twin)" : "";
    return { promotionId: promotionOfIssue(issue), what: `jira ${line.op}${twin}` };
  };
  return {
    facts: done.map(factOf),
    issues: issues.filter(({ ownKey }) => ownKey !== ""),
    creates: lines.filter(({ op }) => op === "issue.create").length,
  };
}

function reportOf({ effectId, after }: Line, runs: readonly PromotionRun[]): Fact {
  const { state, label } = Report.parse(after);
  const environment = effectId.split("/")[1];
  const run = runs.find(
    (one) => one.environment === environment && releaseFor(one.scenario, one.lane, one.release) === label,
  );
  return { promotionId: run?.id, what: nameOfReport(state) };
}
