import type { Issue } from "./issue.ts";
import type { Jql, JqlClause } from "./parse-jql.ts";
import { statusNamed } from "./project.ts";
import type { World } from "./world.ts";

type ValuesOf = (issue: Issue, world: World) => readonly string[];

const CATEGORY_NAMES = { new: "To Do", indeterminate: "In Progress", done: "Done" } as const;
const keysOf: ValuesOf = ({ id, key, formerKeys }) => [id, key, ...formerKeys];

/** What a field of an issue is compared with. */
const VALUES_BY_FIELD: Readonly<Record<string, ValuesOf>> = {
  project: ({ projectKey }, { projects }) => {
    const project = projects.get(projectKey);
    return project === undefined ? [projectKey] : [project.key, project.name, project.id];
  },
  labels: ({ labels }) => labels,
  status: (issue, world) => [issue.status, statusOf(issue, world)?.id ?? "0"],
  statuscategory: (issue, world) => {
    const category = statusOf(issue, world)?.category ?? "indeterminate";
    return [CATEGORY_NAMES[category], category];
  },
  issuetype: ({ issueType }) => [issueType],
  resolution: ({ resolution }) => [resolution ?? "Unresolved"],
  summary: ({ summary }) => [summary],
  key: keysOf,
  issuekey: keysOf,
  issue: keysOf,
  id: keysOf,
};

const ORDER_BY_FIELD: Readonly<Record<string, (issue: Issue) => number>> = {
  created: ({ createdAt }) => createdAt,
  updated: ({ updatedAt }) => updatedAt,
  id: ({ id }) => Number(id),
  key: ({ key }) => Number(key.split("-")[1]),
  issuekey: ({ key }) => Number(key.split("-")[1]),
};

/** Says which field of a query does not exist; undefined when all do. */
export function unknownField({ clauses, order }: Jql): string | undefined {
  const field = clauses.find((clause) => VALUES_BY_FIELD[clause.field] === undefined)?.field;
  return field ?? order.find((part) => ORDER_BY_FIELD[part.field] === undefined)?.field;
}

/** Whether an issue is what a query asks for. */
export function matchesJql(issue: Issue, { clauses }: Jql, world: World): boolean {
  return clauses.every((clause) => holds(clause, VALUES_BY_FIELD[clause.field]?.(issue, world) ?? []));
}

/** Issues in the order of a query: the newest first unless it says otherwise. */
export function inOrder(issues: readonly Issue[], { order }: Jql): Issue[] {
  const parts = order.length === 0 ? [{ field: "id", isDescending: true }] : order;
  return issues.toSorted((one, other) => {
    for (const { field, isDescending } of parts) {
      const rank = ORDER_BY_FIELD[field];
      const difference = rank === undefined ? 0 : rank(one) - rank(other);
      if (difference !== 0) return isDescending ? -difference : difference;
    }
    return Number(one.id) - Number(other.id);
  });
}

function statusOf(issue: Issue, { projects }: World) {
  const project = projects.get(issue.projectKey);
  return project === undefined ? undefined : statusNamed(project, issue.status);
}

function holds({ operator, values }: JqlClause, actual: readonly string[]): boolean {
  const wanted = values.map((value) => value.toLowerCase());
  const lower = actual.map((value) => value.toLowerCase());
  if (operator === "~") return lower.some((text) => wanted.every((value) => text.includes(value)));
  const isAmong = lower.some((value) => wanted.includes(value));
  // As in Jira, a field without a value differs from nothing.
  return operator === "=" || operator === "in" ? isAmong : lower.length > 0 && !isAmong;
}
