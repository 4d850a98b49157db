import { z } from "zod";
import type { Eks } from "./start-eks.ts";
import type { Resource } from "./resource.ts";
import type { Timer } from "./timers.ts";

/** How something is to fail now. */
export const FailBody = z.strictObject({
  status: z.string().optional(),
  issues: z
    .array(
      z.strictObject({
        code: z.string(),
        message: z.string().default(""),
        resourceIds: z.array(z.string()).nullable().default(null),
      }),
    )
    .default([]),
});

/** Ends well, and now, what goes on with a resource, even what is stuck. Answers whether anything did. */
export function complete(eks: Eks, key: string): boolean {
  const [timer] = eks.store.timers.of(key);
  if (timer === undefined) return false;
  eks.timeline.fireNow({ ...timer, ending: "done" });
  return true;
}

/** Fails what goes on with a resource, or the resource itself when nothing does. Answers whether there is one. */
export function fail(eks: Eks, key: string, { status, issues }: z.infer<typeof FailBody>): boolean {
  const resource = eks.store.get(key);
  if (resource === undefined) return false;
  const [timer] = eks.store.timers.of(key);
  const [issue = { code: "InternalFailure", message: "forced by the control API", resourceIds: null }] = issues;
  if (timer !== undefined) {
    eks.timeline.fireNow({ ...timer, ending: "fail", data: { ...timer.data, failure: { ...issue, status } } });
    return true;
  }
  const doc = { ...resource.doc, health: { issues }, ...(status === undefined ? {} : { status }) };
  put(eks, { resources: [{ ...resource, doc } as Resource] }, "fail");
  return true;
}

/** Resources as they are, and what is to happen to them by itself. */
export interface Snapshot {
  readonly resources: readonly Resource[];
  readonly timers?: readonly Timer[] | undefined;
}

/** Puts a snapshot into the world, past all rules. */
export function put(eks: Eks, { resources, timers = [] }: Snapshot, operation: string): void {
  const { recorder, store, world } = eks;
  const { result: _nothing, ...written } = recorder.collect(() => {
    for (const resource of resources) world.put(resource);
    for (const timer of timers) {
      const seq = store.timers.lastSeq() + 1;
      recorder.write({ to: "timer", key: String(seq), value: { ...timer, seq } });
    }
  });
  const [first] = resources;
  const about = first === undefined ? {} : { account: first.account, region: first.region, resource: first.key };
  recorder.append({ kind: "control", operation, ...about }, { simTime: eks.timeline.nowMs(), ...written });
}
