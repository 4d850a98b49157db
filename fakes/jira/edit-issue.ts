import { z } from "zod";
import { checkFields, problemOfLabels } from "./check-fields.ts";
import type { FieldErrors } from "./check-fields.ts";
import type { Call } from "./commit-effect.ts";
import { findIssueFor, projectOf } from "./find-issue.ts";
import type { Issue } from "./issue.ts";
import { NewLink, withLink } from "./link-issues.ts";
import { fieldsRefused } from "./refused.ts";
import { Properties } from "./set-property.ts";
import type { Jira } from "./jira.ts";
import type { User } from "./user.ts";

const LabelChange = z.union([
  z.strictObject({ add: z.string() }),
  z.strictObject({ remove: z.string() }),
  z.strictObject({ set: z.array(z.string()) }),
]);
type LabelChange = z.infer<typeof LabelChange>;

/** Body of `PUT /rest/api/3/issue/:issue`. */
export const EditBody = z.object({
  fields: z.record(z.string(), z.unknown()).default({}),
  update: z
    .strictObject({
      labels: z.array(LabelChange).default([]),
      issuelinks: z.array(z.strictObject({ add: NewLink })).default([]),
    })
    .optional(),
  properties: Properties.default({}),
});

/**
 * Edits an issue as one effect.
 *
 * @throws Refused when a field is wrong.
 */
export async function editIssue(
  jira: Jira,
  { user, call, issue }: { readonly user: User; readonly call: Call; readonly issue: Issue },
  { fields, update, properties }: z.infer<typeof EditBody>,
): Promise<void> {
  const { world } = jira;
  const errors: FieldErrors = {};
  const { otherFields, ...set } = checkFields(fields, projectOf(world, issue), errors);
  const labels = changedLabels(set.labels ?? issue.labels, update?.labels ?? []);
  const problem = problemOfLabels(labels);
  if (problem !== undefined) errors["labels"] = problem;
  if (Object.keys(errors).length > 0) throw fieldsRefused(errors);

  let after: Issue = {
    ...issue,
    ...set,
    labels,
    otherFields: { ...issue.otherFields, ...otherFields },
    properties: { ...issue.properties, ...properties },
  };
  const others = new Map<string, Issue>();
  const find = (idOrKey: string) => {
    const other = findIssueFor(user, world, { idOrKey, permission: "LINK_ISSUES" });
    return others.get(other.id) ?? other;
  };
  for (const { add } of update?.issuelinks ?? []) {
    const linked = withLink(world, { issue: after, link: add, find });
    after = linked.issue;
    others.set(linked.other.id, linked.other);
  }
  const changed = JSON.stringify(after) !== JSON.stringify(issue);
  const issues = changed ? [{ ...after, updatedAt: Date.now() }, ...others.values()] : [];
  const { key } = issue;
  const logged = { before: shown(issue), after: shown(after) };
  await jira.commit(call, { op: "issue.edit", effectId: key, issue: key, ...logged, changed, issues });
}

function shown({ summary, labels, properties, links }: Issue) {
  return { summary, labels, properties, links: links.length };
}

function changedLabels(labels: readonly string[], changes: readonly LabelChange[]): string[] {
  const changed = new Set(labels);
  for (const change of changes) {
    if ("set" in change) {
      changed.clear();
      for (const label of change.set) changed.add(label);
    } else if ("add" in change) changed.add(change.add);
    else changed.delete(change.remove);
  }
  return [...changed];
}
