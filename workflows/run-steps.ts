import type { AdmittedStep } from "../activities/index.ts";

/** How the steps of an operation are run. */
export interface StepRun {
  /** Runs one to its end; answers why it failed, or undefined. */
  readonly run: (step: AdmittedStep) => Promise<string | undefined>;
  /** Whether nothing more is to be started. */
  readonly mustStop: () => Promise<boolean>;
}

/** What became of some steps. */
export interface StepsEnd {
  /** Why the first of them failed that may not; absent when none did. */
  readonly failure?: string;
  readonly wasStopped: boolean;
}

/** Runs steps one after the other. After a failure, or a stop, only those that run always are run. */
export async function runSteps(
  steps: readonly AdmittedStep[],
  { run, mustStop }: StepRun,
  before: { readonly hasFailed: boolean; readonly wasStopped: boolean },
): Promise<StepsEnd> {
  let failure: string | undefined;
  let wasStopped = before.wasStopped;
  for (const step of steps) {
    if (step.state !== "Pending" && step.state !== "Running") continue;
    const isOff = before.hasFailed || failure !== undefined || wasStopped;
    if (isOff && !step.always) continue;
    if (!step.always && (await mustStop())) {
      wasStopped = true;
      continue;
    }
    const reason = await run(step);
    // What cannot be undone keeps nothing else from being put back; the operation's end tells it.
    const isDecisive = !step.continueOnFailure && step.time !== "undo";
    if (reason !== undefined && isDecisive) failure ??= `step "${step.name}": ${reason}`;
  }
  return { wasStopped, ...(failure === undefined ? {} : { failure }) };
}
