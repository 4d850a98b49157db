/** Stages of every pipeline, in their order. */
export const STAGES = ["dev", "staging", "prod"] as const;
/** How many stages a release passes. */
export const HOPS_OF_A_RELEASE = STAGES.length;

/** What is measured: pipelines side by side, each of which brings its releases through one after the other. */
export interface Course {
  readonly name: string;
  readonly pipelines: number;
  readonly releases: number;
  /** Whether each release changes a component; else the environments have nothing to do. */
  readonly hasWork: boolean;
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
