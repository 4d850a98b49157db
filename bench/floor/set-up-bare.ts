import { randomUUID } from "node:crypto";
import type { Client } from "@temporalio/client";
import type { ResourceIds, SetUp, Task } from "../contestant.ts";
import type { Graph } from "../graph/graph.ts";
import type { BareResource } from "./workflow.ts";

/** Sets environments up as one bare workflow each. */
export function setUpBare(client: Client, signal: AbortSignal): (task: Task) => Promise<SetUp> {
  return async ({ graph, environments, resources: given }) => {
    const run = randomUUID();
    const resources = Array.from(
      { length: environments },
      (_, index) => given?.[index] ?? ownIds(graph, `${run}-${index + 1}`),
    );
    const plans = resources.map((ids, index) => ({
      workflowId: `bare/${run}/${index + 1}`,
      args: [bareResources(graph, ids)],
    }));
    const startedAt = Date.now();
    const setUpOne = async ({ workflowId, args }: (typeof plans)[number]) => {
      const handle = await client.workflow.start("bare", { workflowId, taskQueue: "bare", args });
      await handle.result();
    };
    // Aborted, the calls end: one that is tried again on a closed connection would end the process.
    await client.withAbortSignal(signal, async () => await Promise.all(plans.map(setUpOne)));
    return { startedAt, endedAt: Date.now(), workflowIds: plans.map(({ workflowId }) => workflowId), resources };
  };
}

function ownIds(graph: Graph, environment: string): ResourceIds {
  return new Map(graph.components.map(({ name }) => [name, `${environment}-${name}`]));
}

function bareResources({ components }: Graph, ids: ResourceIds): readonly BareResource[] {
  const idOf = (name: string) => ids.get(name) ?? name;
  return components.map(({ name, type, seconds, needs }) => ({
    id: idOf(name),
    type,
    seconds,
    needs: needs.map(idOf),
  }));
}
