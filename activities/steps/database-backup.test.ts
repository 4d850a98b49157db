import { expect, test } from "vitest";
import { stepContext } from "../../test/steps/step-context.ts";
import { databaseBackup } from "./database-backup.ts";

const found = { uid: "uid", kind: "postgres", isReady: true, incarnation: 1, outputs: {} };

test("the snapshot that was taken is the output", async () => {
  const context = stepContext({
    component: async () => found,
    snapshot: async (name) => ({ id: `snapshot of ${name}` }),
  });
  expect(await databaseBackup.run({ component: "database" }, context)).toEqual({
    status: "succeeded",
    output: { snapshot: "snapshot of database" },
  });
});

test.each([
  { name: "a component that is not there yet", component: undefined, note: 'there is no component "database" yet' },
  { name: "a component without data", component: found, note: '"database" holds no data' },
])("$name needs no snapshot, and that is said", async ({ component, note }) => {
  const context = stepContext({ component: async () => component });
  expect(await databaseBackup.run({ component: "database" }, context)).toEqual({
    status: "succeeded",
    note: expect.stringContaining(note) as unknown,
  });
});

test("one that is stopped finishes the copy that it had begun, which opens its source", async () => {
  const context = stepContext({ snapshot: async () => ({ id: "snapshot" }) });
  const output = { snapshot: "snapshot" };
  expect(await databaseBackup.stop?.({ component: "database" }, context)).toEqual({ status: "succeeded", output });
  const undo = stepContext({ isUndo: true, snapshot: async () => ({ id: "snapshot" }) });
  expect(await databaseBackup.stop?.({ component: "database" }, undo)).toBeUndefined();
});
