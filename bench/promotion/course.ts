/** Stages of every pipeline, in their order. */
export const STAGES = ["dev", "staging", "prod"] as const;
/** How many stages a release passes. */
export const HOPS_OF_A_RELEASE = STAGES.length;

/** What is measured: pipelines side by side, each with its own releases, one after the other. */
export interface Course {
  readonly name: string;
  readonly pipelines: number;
  /** Of each pipeline. */
  readonly releases: number;
  /** Time between the starts of two releases of a pipeline, milliseconds; absent: the next one starts when one has arrived. */
  readonly everyMs?: number;
  /** Whether each release changes a component; else the environments have nothing to do. */
  readonly hasWork: boolean;
  /** Whether the goals are for it. */
  readonly isJudged: boolean;
}

/** One pipeline with three environments, in a project of its own. */
export interface Line {
  readonly project: string;
  /** Name of the environment of a stage. */
  environment(stage: string): string;
}

/** The pipelines of a course, by its place among the courses. */
export function linesOf({ pipelines }: Course, place: number): readonly Line[] {
  return Array.from({ length: pipelines }, (_, index) => {
    const project = `line-${place + 1}-${String(index + 1).padStart(2, "0")}`;
    return { project, environment: (stage: string) => `${project}-${stage}` };
  });
}
