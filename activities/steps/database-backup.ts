import { z } from "zod";
import { defineStep } from "./step.ts";

/** Copies the data of a component, once for each operation. */
export const databaseBackup = defineStep({
  kind: "database-backup",
  summary: "Takes a snapshot of a component that holds data; it is listed, and outlives the environment.",
  config: z.strictObject({
    component: z.string().min(1).max(63).describe("Name of the component, as the blueprint has it."),
  }),
  outputs: { snapshot: "Id of the snapshot; absent when there was nothing to copy." },
  examples: [{ component: "database" }],
  timeoutMs: 600_000,
  async run({ component }, context) {
    if ((await context.component(component)) === undefined)
      return { status: "succeeded", note: `there is no component "${component}" yet, so nothing to copy` };
    const taken = await context.snapshot(component);
    if (taken === undefined) return { status: "succeeded", note: `"${component}" holds no data, so nothing to copy` };
    return { status: "succeeded", output: { snapshot: taken.id } };
  },
  // A copy that was cut short has closed its source to everybody: it is finished, which opens it.
  async stop({ component }, context) {
    if (context.isUndo) return undefined;
    const taken = await context.snapshot(component);
    return taken === undefined ? undefined : { status: "succeeded", output: { snapshot: taken.id } };
  },
});
