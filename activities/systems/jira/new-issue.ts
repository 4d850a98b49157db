import type { Json, JsonObject } from "../../../domain/schema/json.ts";
import type { PromotionFacts } from "../../../domain/promotion-facts.ts";
import { adfDocument, bulletList, cleanText, heading, paragraph, paragraphs } from "./adf.ts";
import { PROPERTY } from "./issues.ts";

/** What an issue of a promotion should say. */
export interface NewIssue {
  readonly project: string;
  readonly issueType: string;
  /** One line; made from the promotion where it is absent. */
  readonly summary?: string | undefined;
  /** Text above what is known of the promotion; absent for none. */
  readonly description?: string | undefined;
  readonly labels: readonly string[];
  /** Further fields, as Jira takes them. */
  readonly fields: JsonObject;
  /** Key of an issue to link it to; absent for none. */
  readonly anchor?: string | undefined;
}

const LONGEST_SUMMARY = 255;

/** The request that creates it. Its key goes in as a label, by which it is found, and as a property, which nobody copies. */
export function newIssueBody(issue: NewIssue, promotion: PromotionFacts, key: string): JsonObject {
  const link = { type: { name: "Relates" }, outwardIssue: { key: issue.anchor ?? "" } };
  return {
    fields: {
      ...issue.fields,
      project: { key: issue.project },
      issuetype: { name: issue.issueType },
      summary: cleanText(issue.summary ?? summaryOf(promotion), LONGEST_SUMMARY),
      description: description(issue.description ?? "", promotion),
      labels: ["holdfast", key, ...issue.labels],
    },
    ...(issue.anchor === undefined ? {} : { update: { issuelinks: [{ add: link }] } }),
    properties: [{ key: PROPERTY, value: { key, promotion: promotion.id } }],
  };
}

function summaryOf({ kind, project, release, environment }: PromotionFacts): string {
  const what = kind === "rollback" ? "Roll back" : kind === "change" ? "Change" : "Deploy";
  return `${what} ${project} ${release.version} → ${environment.name}`;
}

function description(text: string, promotion: PromotionFacts): Json {
  const { release, environment, previousRelease, plannedChanges, reason, actor, attempt } = promotion;
  return adfDocument([
    ...paragraphs(text),
    bulletList([
      `Release: ${promotion.project} ${release.version} (${release.digest})`,
      `Environment: ${environment.name} (${environment.class})`,
      `Runs now: ${previousRelease === "" ? "nothing" : previousRelease}`,
      `Asked for by: ${actor}${reason === "" ? "" : `, because: ${reason}`}`,
      `Promotion: ${promotion.id}, attempt ${attempt}`,
    ]),
    ...(plannedChanges.length === 0 ? [] : [heading("Planned changes"), bulletList(plannedChanges)]),
    paragraph("Opened by Holdfast, which waits for its status and closes it."),
  ]);
}
