import { expect, test } from "vitest";
import { convergeWorld, type WorldOptions } from "../../test/engine/converge-world.ts";
import { OrchestratorError } from "../../domain/errors.ts";

/** A world whose component is ready and is put to sleep by `operation-2`, with what its driver answers. */
async function sleepyWorld(answers: ("asleep" | "going" | Error)[], row: WorldOptions["row"] = {}) {
  const tokens: string[] = [];
  const sleep = async ({ token }: { readonly token: string }) => {
    tokens.push(token);
    world.clock.nowMs += 1_000;
    const answer = answers.shift() ?? "asleep";
    if (answer instanceof Error) throw answer;
    return await Promise.resolve(answer);
  };
  const world: ReturnType<typeof convergeWorld> = convergeWorld({ row, driver: { sleep } });
  await world.attempt();
  world.records.row = { ...world.records.row, action: "sleep" };
  world.records.takeTurn("operation-2");
  world.log.length = 0;
  return { world, tokens };
}

test("what falls asleep is stopped, then the row says so", async () => {
  const { world, tokens } = await sleepyWorld([]);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["intend sleep i1", "done sleep i1", "asleep"]);
  expect(tokens).toEqual(["environment-uid/uid/1/1/sleep/operation-2"]);
  expect(world.records.row).toMatchObject({ phase: "Asleep", incarnation: 1 });
});

test("a stop that takes its time is asked under one token until it is over", async () => {
  const { world, tokens } = await sleepyWorld(["going", "going"]);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(new Set(tokens).size).toBe(1);
  expect(tokens).toHaveLength(3);
});

test("a stop of more than ten seconds is handed back, and looked at again soon", async () => {
  const { world } = await sleepyWorld(
    Array.from({ length: 20 }, () => "going" as const),
    { expectedMs: 30_000 },
  );
  expect(await world.attempt()).toEqual({ state: "waits", lookAgainInMs: 2_000 });
});

test("a stop that does not end in its time is a fault, as is one that is refused", async () => {
  const slow = await sleepyWorld(
    Array.from({ length: 20 }, () => "going" as const),
    { readyWithinMs: 3_000 },
  );
  expect(await slow.world.attempt()).toMatchObject({ state: "failed", code: "COMPONENT_NOT_READY_IN_TIME" });
  expect(slow.world.records.faults[0]?.message).toBe("not stopped within 3 s");
  const refused = await sleepyWorld([new OrchestratorError("NOT_OURS", "it is not ours")]);
  expect(await refused.world.attempt()).toEqual({ state: "failed", code: "NOT_OURS", message: "it is not ours" });
});
