import { expect, test } from "vitest";
import type { AdmittedStep } from "../activities/index.ts";
import { runSteps } from "./run-steps.ts";

const step = (name: string, more: Partial<AdmittedStep> = {}): AdmittedStep => ({
  name,
  time: "before",
  state: "Pending",
  always: false,
  continueOnFailure: false,
  ...more,
});

async function run(steps: readonly AdmittedStep[], failing: string) {
  const ran: string[] = [];
  const end = await runSteps(
    steps,
    {
      run: async ({ name }) => {
        ran.push(name);
        return await Promise.resolve(name === failing ? "no" : undefined);
      },
      mustStop: async () => await Promise.resolve(false),
    },
    { hasFailed: false, wasStopped: false },
  );
  return { ran, ...end };
}

test("after a step that failed only those run that run always", async () => {
  const steps = [step("first"), step("second"), step("third"), step("last", { always: true })];
  expect(await run(steps, "second")).toEqual({
    ran: ["first", "second", "last"],
    wasStopped: false,
    failure: 'step "second": no',
  });
});

test("a failure that may happen stops nothing", async () => {
  const steps = [step("first", { continueOnFailure: true }), step("second")];
  expect(await run(steps, "first")).toEqual({ ran: ["first", "second"], wasStopped: false });
});

test("an undo that fails keeps nothing else from being put back", async () => {
  const steps = [step("undo-second", { time: "undo" }), step("undo-first", { time: "undo" })];
  expect(await run(steps, "undo-second")).toEqual({ ran: ["undo-second", "undo-first"], wasStopped: false });
});
