import { keyText } from "./deployment.ts";
import type { Deployment, Gate } from "./deployment.ts";
import type { Issue } from "./issue.ts";
import { lagging } from "./lagging.ts";
import type { Lagging } from "./lagging.ts";
import type { Project } from "./project.ts";
import type { User } from "./user.ts";

/** One thing as it is after an effect. `visibleAt` is when lagging reads see it; null: when they are released. */
export type Change =
  | { readonly table: "issue"; readonly value: Issue; readonly visibleAt: number | null }
  | { readonly table: "deployment"; readonly value: Deployment; readonly visibleAt: number | null }
  | { readonly table: "gate"; readonly value: Gate }
  | { readonly table: "project"; readonly value: Project }
  | { readonly table: "user"; readonly value: User }
  | { readonly table: "index"; readonly value: "released" };

/** What an effect leads to. */
export interface Result {
  readonly changes: readonly Change[];
  /** The last number given out, by what it counts. */
  readonly counters: Readonly<Record<string, number>>;
}

/** Everything there is now. */
export interface World {
  readonly issues: ReadonlyMap<string, Issue>;
  readonly projects: ReadonlyMap<string, Project>;
  /** By email. */
  readonly users: ReadonlyMap<string, User>;
  /** By `keyText`. */
  readonly gates: ReadonlyMap<string, Gate>;
  /** Issues as the search sees them, by id. */
  readonly index: Lagging<Issue>;
  /** Deployments as they are read, by `keyText`. */
  readonly deployments: Lagging<Deployment>;
  /** The issue of that id, key or former key; undefined when there is none or it was deleted. */
  findIssue(idOrKey: string): Issue | undefined;
  /** The next number of a counter, which starts after `after`. */
  next(counter: string, after: number): number;
  counters(): Readonly<Record<string, number>>;
  /** Makes an effect's result happen. `rank` is the effect's number. */
  apply(result: Result, rank: number): void;
}

/** An empty world. */
export function emptyWorld(): World {
  const issues = new Map<string, Issue>();
  const idsByKey = new Map<string, string>();
  const projects = new Map<string, Project>();
  const users = new Map<string, User>();
  const gates = new Map<string, Gate>();
  const index = lagging<Issue>();
  const deployments = lagging<Deployment>();
  let counters: Record<string, number> = {};

  function put(change: Change, rank: number): void {
    switch (change.table) {
      case "issue": {
        const { value: issue, visibleAt } = change;
        issues.set(issue.id, issue);
        for (const key of [...issue.formerKeys, issue.key]) idsByKey.set(key, issue.id);
        return index.submit(issue.id, issue, { rank, visibleAt });
      }
      case "deployment": {
        const { value: deployment, visibleAt } = change;
        const { key, updateSequenceNumber } = deployment;
        return deployments.submit(keyText(key), deployment, { rank: updateSequenceNumber, visibleAt });
      }
      case "gate":
        return void gates.set(keyText(change.value.key), change.value);
      case "project":
        return void projects.set(change.value.key, change.value);
      case "user":
        return void users.set(change.value.email, change.value);
      case "index":
        return index.release();
    }
  }

  return {
    issues,
    projects,
    users,
    gates,
    index,
    deployments,
    findIssue(idOrKey) {
      const issue = issues.get(idOrKey) ?? issues.get(idsByKey.get(idOrKey.toUpperCase()) ?? "");
      return issue?.isDeleted === true ? undefined : issue;
    },
    next(counter, after) {
      const number = (counters[counter] ?? after) + 1;
      counters[counter] = number;
      return number;
    },
    counters: () => ({ ...counters }),
    apply(result, rank) {
      counters = { ...counters, ...result.counters };
      for (const change of result.changes) put(change, rank);
    },
  };
}
