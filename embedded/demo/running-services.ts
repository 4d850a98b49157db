import { join } from "node:path";
import { runDirectory } from "../../activities/components/process/run-directory.ts";
import { runProcesses } from "../../activities/components/process/run-processes.ts";
import type { ComponentView, EnvironmentDetail } from "../../cli/answers.ts";
import { DemoFailure, type DemoStage } from "./demo-stage.ts";
import { readEnvironments } from "./read-environments.ts";

/** A service of the local cell, as the API names it and the operating system runs it. */
export interface RunningService {
  readonly environment: string;
  readonly component: string;
  /** Seen in the operating system. */
  readonly pid: number;
  readonly url: string;
}

/** Every service of every environment of the shop that has a process now. */
export async function servicesOf(stage: DemoStage): Promise<readonly RunningService[]> {
  const environments = await readEnvironments(stage, "shop");
  return (await Promise.all(environments.map(async (environment) => await servicesIn(stage, environment)))).flat();
}

/** Every service of an environment that has a process now. */
export async function servicesIn(
  stage: DemoStage,
  { document, componentList }: EnvironmentDetail,
): Promise<readonly RunningService[]> {
  const services: RunningService[] = [];
  for (const component of componentList.filter(({ kind }) => kind === "service")) {
    const pid = await pidOf(stage, component);
    const { name } = document.metadata;
    if (pid !== undefined)
      services.push({ environment: name, component: component.name, pid, url: String(component.outputs["url"]) });
  }
  return services;
}

/** One service. @throws DemoFailure when it does not run */
export async function serviceOf(stage: DemoStage, environment: string, component: string): Promise<RunningService> {
  const found = (await servicesOf(stage)).find(
    (service) => service.environment === environment && service.component === component,
  );
  if (found === undefined) throw new DemoFailure(`${component} of ${environment} does not run`);
  return found;
}

async function pidOf({ stack }: DemoStage, { uid, incarnation }: ComponentView): Promise<number | undefined> {
  const run = runDirectory(join(stack.files.cell, "runs"), uid, incarnation);
  return (await runProcesses(run)).leader?.pid;
}
