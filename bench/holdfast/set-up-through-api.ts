import { waitUntil } from "../../embedded/process/wait-until.ts";
import { environmentWorkflowId, operationWorkflowId } from "../../workflows/messages.ts";
import type { SetUp, Task } from "../contestant.ts";
import type { ApiCalls } from "./api-calls.ts";
import { environmentDocuments } from "./documents.ts";

const LIMIT_MS = 600_000;
// Seldom enough to cost little: the end itself is taken from the operations' rows.
const LOOK_EVERY_MS = 100;

/** Applies all environments in one call and waits until their operations have ended on record. */
export function setUpThroughApi(calls: ApiCalls, signal: AbortSignal): (task: Task) => Promise<SetUp> {
  let made = 0;
  return async ({ graph, environments }) => {
    const names = Array.from({ length: environments }, () => `${graph.name}-${String((made += 1)).padStart(3, "0")}`);
    const documents = environmentDocuments(graph, names);
    const startedAt = Date.now();
    const { results } = await calls.apply(documents);
    const operationIds = results.flatMap(({ operationId }) => operationId ?? []);
    if (operationIds.length !== environments)
      throw new Error(`${operationIds.length} operations for ${environments} environments`);
    let endedAt = startedAt;
    for (const id of operationIds) {
      const look = async () => {
        const operation = await calls.operation(id);
        return operation.endedAt === undefined ? undefined : operation;
      };
      const ended = await waitUntil(look, {
        what: `operation ${id} has ended`,
        limitMs: LIMIT_MS,
        everyMs: LOOK_EVERY_MS,
        signal,
      });
      if (ended.state !== "Succeeded")
        throw new Error(`operation ${id} of "${ended.environment}" is ${ended.state}: ${ended.reason}`);
      endedAt = Math.max(endedAt, ended.endedAt ?? 0);
    }
    const views = await Promise.all(names.map(async (name) => await calls.environment(graph.name, name)));
    return {
      startedAt,
      endedAt,
      workflowIds: [...views.map(({ uid }) => environmentWorkflowId(uid)), ...operationIds.map(operationWorkflowId)],
      resources: views.map(
        ({ componentList }) =>
          new Map(componentList.map(({ name, uid, incarnation }) => [name, `${uid}-i${incarnation}`])),
      ),
    };
  };
}
