import { expect } from "vitest";
import { AT_ONCE } from "../../drivers/eks-world.ts";
import { WRITES } from "../every-life.ts";
import { HAPPY_EFFECTS, happyDocuments, inOrder } from "../happy-documents.ts";
import { effectsOn, endOf } from "../lives.ts";
import { orchestrated } from "../orchestrated.ts";
import { scenario } from "../scenario.ts";
import type { ScenarioWorld } from "../scenario-world.ts";

const SCALE = 20_000;
const LATE = { ...AT_ONCE, lag: { ...AT_ONCE.lag, cluster: 10 } };

/** A scenario whose orchestrator is a process that is killed. */
function crash(
  name: Parameters<typeof scenario>[0],
  run: (world: ScenarioWorld & Awaited<ReturnType<typeof orchestrated>>) => Promise<void>,
  config: object = AT_ONCE,
): void {
  scenario(
    name,
    async (world) => {
      const processes = await orchestrated(world.fake);
      try {
        await run({ ...world, ...processes, close: world.close });
      } finally {
        await processes.close();
      }
    },
    { config, limitMs: 480_000 },
  );
}

crash("crash before send", async (world) => {
  const operation = await world.ask(happyDocuments({ environment: "lab" }));
  expect(await operation.run({ HOLDFAST_DIE_AT: "after intent:1" })).toBe("died");
  expect(await world.calls("CreateCluster")).toEqual([]);
  expect(await operation.run()).toBe("ended");
  expect((await world.calls("CreateCluster")).map(({ outcome }) => outcome)).toEqual(["new"]);
  expect(await operation.state()).toBe("Succeeded");
});

crash(
  "crash after effect",
  async (world) => {
    await world.fake.sim("PUT", "/clock", { mode: "manual" });
    const operation = await world.ask(happyDocuments({ environment: "lab" }));
    expect(await operation.runUntilEffect(1)).toBe("died");
    const running = operation.run();
    const outcomes = async () => (await world.calls("CreateCluster")).map(({ outcome }) => outcome);
    await expect.poll(outcomes, { timeout: 60_000 }).toEqual(["new", "replay"]);
    await world.fake.sim("PUT", "/clock", { scale: SCALE });
    expect(await running).toBe("ended");
    const calls = await world.calls("CreateCluster");
    expect(calls).toHaveLength(2);
    expect(new Set(calls.map(({ token }) => token)).size).toBe(1);
    expect(await operation.state()).toBe("Succeeded");
  },
  LATE,
);

crash("token expired", async (world) => {
  await world.fake.sim("PUT", "/clock", { mode: "manual" });
  const operation = await world.ask(happyDocuments({ environment: "lab" }));
  expect(await operation.runUntilEffect(1)).toBe("died");
  await world.pass(25 * 3_600);
  // The next looks are older than what is there: so the creation is sent again.
  await world.spoil("DescribeCluster", { do: "error", name: "ResourceNotFoundException" }, { times: 2 });
  await world.fake.sim("PUT", "/clock", { scale: SCALE });
  expect(await operation.run()).toBe("ended");
  const calls = await world.calls("CreateCluster");
  expect(calls.map(({ outcome }) => outcome)).toEqual(["new", "ResourceInUseException"]);
  expect(await operation.state()).toBe("Succeeded");
});

crash("lost update id", async (world) => {
  const first = await world.ask(happyDocuments({ environment: "lab" }));
  expect(await first.run()).toBe("ended");
  const changed = { environment: "lab", version: "1.1.0", cluster: { logging: ["api"] } };
  const second = await world.ask(happyDocuments(changed));
  expect(await second.runUntilEffect(1, ["UpdateClusterConfig"])).toBe("died");
  expect(await second.run()).toBe("ended");
  expect(await second.state()).toBe("Succeeded");
  const calls = await world.calls("UpdateClusterConfig");
  expect(calls.filter(({ outcome }) => outcome === "new")).toHaveLength(1);
  expect(new Set(calls.map(({ token }) => token)).size).toBe(1);
});

crash("crash matrix", async (world) => {
  const calls = HAPPY_EFFECTS.flat().length;
  const ends: Record<string, readonly string[]> = {};
  for (let call = 1; call <= calls + 1; call++) {
    const environment = `lab-${call}`;
    const operation = await world.ask(happyDocuments({ environment }));
    expect([call, await operation.runUntilEffect(call, WRITES)]).toEqual([call, call <= calls ? "died" : "ended"]);
    if (call <= calls) expect(await operation.run()).toBe("ended");
    expect([call, await operation.state()]).toEqual([call, "Succeeded"]);
    const effects = (await effectsOn(world, environment)).map(({ operation: name }) => String(name));
    expect([call, inOrder(effects)]).toEqual([call, HAPPY_EFFECTS]);
    ends[environment] = await endOf(world, environment);
  }
  const [first = [], ...others] = Object.values(ends);
  expect(first).toContain("cluster main 1.35 ACTIVE");
  for (const end of others) expect(end).toEqual(first);
});
