/** How far a status is, as Jira groups them. */
export type StatusCategory = "new" | "indeterminate" | "done";

/** A status of a workflow. */
export interface Status {
  readonly id: string;
  readonly name: string;
  readonly category: StatusCategory;
}

/** A field on the screen of a transition. */
export interface ScreenField {
  readonly name: string;
  readonly isRequired: boolean;
  /** Names to choose from; absent when anything goes. */
  readonly allowedValues?: readonly string[];
}

/** A move from some statuses to another one. */
export interface Transition {
  readonly id: string;
  readonly name: string;
  /** Names of the statuses it starts from. */
  readonly from: readonly string[];
  readonly to: string;
  /** What its screen asks for, by field id. */
  readonly screen: Readonly<Record<string, ScreenField>>;
}

/** A project with its workflow. New issues start in the first status. */
export interface Project {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly issueTypes: readonly string[];
  readonly statuses: readonly Status[];
  readonly transitions: readonly Transition[];
  /** Custom fields by id: `text` takes a string, `textarea` a document. */
  readonly customFields: Readonly<Record<string, "text" | "textarea">>;
}

/** How resolved issues ended. */
export const RESOLUTIONS = ["Done", "Won't Do", "Duplicate"] as const;

const RESOLUTION_SCREEN = { resolution: { name: "Resolution", isRequired: true, allowedValues: RESOLUTIONS } };

/** The project that is there from the start. */
export const DEFAULT_PROJECT: Project = {
  id: "10000",
  key: "REL",
  name: "Releases",
  issueTypes: ["Task", "Story", "Bug", "Change", "Sub-task"],
  statuses: [
    { id: "1", name: "To Do", category: "new" },
    { id: "2", name: "In Review", category: "indeterminate" },
    { id: "3", name: "Approved", category: "indeterminate" },
    { id: "4", name: "Rejected", category: "indeterminate" },
    { id: "5", name: "Done", category: "done" },
  ],
  transitions: [
    { id: "11", name: "Submit for review", from: ["To Do"], to: "In Review", screen: {} },
    { id: "21", name: "Approve", from: ["In Review"], to: "Approved", screen: {} },
    { id: "31", name: "Reject", from: ["In Review"], to: "Rejected", screen: {} },
    { id: "41", name: "Finish", from: ["Approved", "Rejected"], to: "Done", screen: RESOLUTION_SCREEN },
    { id: "51", name: "Withdraw", from: ["To Do", "In Review"], to: "Done", screen: RESOLUTION_SCREEN },
    { id: "61", name: "Review again", from: ["Approved", "Rejected", "Done"], to: "In Review", screen: {} },
  ],
  customFields: {},
};

/** The transitions that start from a status. */
export function transitionsFrom(project: Project, status: string): readonly Transition[] {
  return project.transitions.filter(({ from }) => from.includes(status));
}

/** The status of that name; one of no workflow when the workflow lost it. */
export function statusNamed(project: Project, name: string): Status {
  return project.statuses.find((status) => status.name === name) ?? { id: "0", name, category: "indeterminate" };
}

/** The shortest way from one status to another along the workflow; undefined when there is none. */
export function wayTo(project: Project, from: string, to: string): readonly Transition[] | undefined {
  let ways: { readonly at: string; readonly way: readonly Transition[] }[] = [{ at: from, way: [] }];
  const seen = new Set([from]);
  while (ways.length > 0) {
    const arrived = ways.find(({ at }) => at === to);
    if (arrived !== undefined) return arrived.way;
    const next: typeof ways = [];
    for (const { at, way } of ways) {
      for (const transition of transitionsFrom(project, at)) {
        if (seen.has(transition.to)) continue;
        seen.add(transition.to);
        next.push({ at: transition.to, way: [...way, transition] });
      }
    }
    ways = next;
  }
  return undefined;
}
