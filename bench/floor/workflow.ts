import { proxyActivities } from "@temporalio/workflow";
import type { NewResource } from "./create-resource.ts";

/** A resource and the ids it waits for, which stand earlier in the list. */
export interface BareResource extends NewResource {
  readonly needs: readonly string[];
}

const { createResource } = proxyActivities<{ createResource(resource: NewResource): Promise<void> }>({
  startToCloseTimeout: "10m",
});

/** The floor: each resource as soon as its own needs are there, one activity each, and nothing else. */
export async function bare(resources: readonly BareResource[]): Promise<void> {
  const ends = new Map<string, Promise<void>>();
  for (const { needs, ...resource } of resources) {
    const ready = Promise.all(needs.map(async (need) => await ends.get(need)));
    ends.set(
      resource.id,
      ready.then(async () => await createResource(resource)),
    );
  }
  await Promise.all(ends.values());
}
