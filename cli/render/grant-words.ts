import type { GrantView } from "../people-answers.ts";

/** Where a role holds, for people. */
export function grantWords({ project, class: environmentClass, environment }: GrantView): string {
  if (environment !== undefined) return `environment ${project ?? ""}/${environment}`;
  const where = project === undefined ? "every project" : `project ${project}`;
  return environmentClass === undefined ? where : `class ${environmentClass} of ${where}`;
}
