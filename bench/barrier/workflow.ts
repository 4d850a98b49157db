import { proxyActivities } from "@temporalio/workflow";
import type { NewResource } from "../floor/create-resource.ts";
import type { BareResource } from "../floor/workflow.ts";

const { createResource } = proxyActivities<{ createResource(resource: NewResource): Promise<void> }>({
  startToCloseTimeout: "10m",
});

/** Waves: every resource of a level at once, the next level when the slowest of this one is there. */
export async function bare(resources: readonly BareResource[]): Promise<void> {
  const levelById = new Map<string, number>();
  const levels: NewResource[][] = [];
  for (const { needs, ...resource } of resources) {
    const level = Math.max(-1, ...needs.map((need) => levelById.get(need) ?? 0)) + 1;
    levelById.set(resource.id, level);
    (levels[level] ??= []).push(resource);
  }
  for (const level of levels) await Promise.all(level.map(async (resource) => await createResource(resource)));
}
