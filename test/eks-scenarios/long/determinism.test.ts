import { expect } from "vitest";
import { eksClusterDriver } from "../../../activities/components/eks-cluster/driver.ts";
import { ERROR_CODES, OrchestratorError } from "../../../domain/errors.ts";
import { makeSubject } from "../../contracts/driver.ts";
import { AT_ONCE } from "../../drivers/eks-world.ts";
import { memoryNotes } from "../../drivers/memory-notes.ts";
import type { FakeEks } from "../../fakes/start-fake-eks.ts";
import { scenario } from "../scenario.ts";
import { ROLES, type ScenarioWorld } from "../scenario-world.ts";

const CLUSTERS = 100;
const IN_A_TURN = 5;
const CONFIG = {
  deletedNameSeconds: 0,
  hiddenLock: true,
  throttle: { ...AT_ONCE.throttle, isOn: true, clock: "sim" },
  accounts: { AKIATEST: "111122223333" },
};

scenario(
  "determinism",
  async (world) => {
    const first = await storm(world, "one");
    const again = await storm(world, "one");
    const other = await storm(world, "another");
    expect(first.filter(({ outcome }) => outcome === "new")).toHaveLength(CLUSTERS);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  },
  { clock: "manual" },
);

/** Brings about a hundred clusters, a few in a turn and one after another, and answers what the log says of it. */
async function storm({ fake, ports, pass }: ScenarioWorld, seed: string) {
  await fake.sim("POST", "/reset", { seed, mode: "manual", startAt: "2026-06-01T00:00:00Z", config: CONFIG });
  const driver = eksClusterDriver({ ...ports, notes: memoryNotes() });
  const subjectOf = (at: number) => {
    const name = `cluster-${at}`;
    const config = { name, version: "1.35", roleArn: `${ROLES}/eks`, subnetIds: ["subnet-1", "subnet-2"] };
    const subject = makeSubject(driver.config.parse(config));
    const id = { ...subject.id, environmentUid: "lab", componentUid: name };
    return { ...subject, id, token: `${name}-`.padEnd(52, "t") };
  };
  const waiting = Array.from({ length: CLUSTERS }, (_, at) => subjectOf(at));
  const signal = new AbortController().signal;
  while (waiting.length > 0) {
    for (const subject of waiting.splice(0, IN_A_TURN)) {
      if (!(await isReady(subject))) waiting.push(subject);
    }
    await pass(3);
  }
  return await whatIsSure(fake);

  async function isReady(subject: ReturnType<typeof subjectOf>): Promise<boolean> {
    try {
      const seen = await driver.observe(subject, { waitMs: 0, signal });
      if (seen.state === "absent") await driver.apply(subject, signal);
      return seen.state === "ready";
    } catch (error) {
      if (error instanceof OrchestratorError && ERROR_CODES[error.code].retryable) return false;
      throw error;
    }
  }
}

/** The log without what is of real time, or drawn by who calls. */
async function whatIsSure(fake: FakeEks) {
  const lines = await fake.log("kind=effect,refused,transition,delivery");
  return lines.map(({ realTime: _at, requestId: _request, sdkInvocationId: _invocation, ...line }) => line);
}
