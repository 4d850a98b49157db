import { join } from "node:path";
import { runDirectory } from "../../activities/components/process/run-directory.ts";
import { runProcesses } from "../../activities/components/process/run-processes.ts";
import type { ComponentView, EnvironmentDetail, EnvironmentView, Page } from "../../cli/answers.ts";
import { DemoFailure, type DemoStage } from "./demo-stage.ts";

/** A service of the local cell, as the API names it and the operating system runs it. */
export interface RunningService {
  readonly environment: string;
  readonly component: string;
  /** Seen in the operating system. */
  readonly pid: number;
  readonly url: string;
}

/** Every service of every environment that has a process now. */
export async function servicesOf(stage: DemoStage): Promise<readonly RunningService[]> {
  const { items } = await stage.read<Page<EnvironmentView>>("/v1/environments?project=shop&limit=100");
  const services: RunningService[] = [];
  for (const { document } of items) {
    const { name } = document.metadata;
    const { componentList } = await stage.read<EnvironmentDetail>(`/v1/environments/shop/${name}`);
    for (const component of componentList.filter(({ kind }) => kind === "service")) {
      const pid = await pidOf(stage, component);
      if (pid !== undefined)
        services.push({ environment: name, component: component.name, pid, url: String(component.outputs["url"]) });
    }
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
