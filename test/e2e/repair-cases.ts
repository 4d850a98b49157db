import { beforeAll, expect, test } from "vitest";
import { DEATHS_TO_HOLD } from "../../domain/decide-next.ts";
import { ODD_SERVER, oddDocuments, oddEnvironment } from "./odd-service.ts";
import { componentOf, documents, type StackUnderTest } from "./stack-under-test.ts";

const PROJECT = "mend";
const REPAIRED_WITHIN_MS = 5_000;

/** Services that die, one after the other and while Holdfast is down: it is stopped and started. */
export function repairCases(given: () => StackUnderTest): void {
  let under: StackUnderTest;

  beforeAll(async () => {
    under = given().inProject(PROJECT);
    await under.apply(oddDocuments(PROJECT, await under.push({ "server.js": ODD_SERVER })));
    const names = ["killed", "sick", "dying", "absent"];
    await under.apply(documents(...names.map((name) => oddEnvironment(PROJECT, name))));
    await Promise.all(names.map(async (name) => await under.until(name, ({ phase }) => phase === "Ready")));
  });

  async function kill(name: string, component: string): Promise<number> {
    const environment = await under.until(name, ({ phase }) => phase === "Ready");
    const pid = await under.pidOf(componentOf(environment, component));
    if (pid === undefined) throw new Error(`${component} of ${name} does not run`);
    process.kill(pid, "SIGKILL");
    return pid;
  }

  async function repairs(name: string) {
    return (await under.operations(name)).filter(({ kind }) => kind === "repair");
  }

  test("a service that is killed is back within 5 s, by one repair, and nothing else is touched", async () => {
    const before = await under.until("killed", ({ phase }) => phase === "Ready");
    const second = await under.pidOf(componentOf(before, "second"));
    const pid = await kill("killed", "first");
    const since = Date.now();
    const after = await under.until(
      "killed",
      (seen) => seen.phase === "Ready" && componentOf(seen, "first").incarnation === 2,
    );
    expect(Date.now() - since).toBeLessThan(REPAIRED_WITHIN_MS);

    const first = componentOf(after, "first");
    expect(first.outputs).toEqual(componentOf(before, "first").outputs);
    expect((await fetch(`${String(first.outputs["url"])}/healthz`)).status).toBe(200);
    expect(await under.pidOf(first)).not.toBe(pid);
    expect(await under.pidOf(componentOf(after, "second"))).toBe(second);
    expect(await repairs("killed")).toMatchObject([{ state: "Succeeded" }]);
    const lost = (await under.events("killed")).filter(({ type }) => type === "component.lost");
    expect(lost).toMatchObject([{ component: "first", message: expect.stringContaining(`pid ${pid} is gone`) }]);
  });

  test("a service that runs but is not well any more is repaired", async () => {
    const before = await under.until("sick", ({ phase }) => phase === "Ready");
    const first = componentOf(before, "first");
    await fetch(`${String(first.outputs["url"])}/sicken`, { method: "POST" });
    await under.until("sick", (seen) => seen.phase === "Ready" && componentOf(seen, "first").incarnation === 2);
    expect((await fetch(`${String(first.outputs["url"])}/healthz`)).status).toBe(200);
    expect(await repairs("sick")).toMatchObject([{ state: "Succeeded" }]);
    const lost = (await under.events("sick")).filter(({ type }) => type === "component.lost");
    expect(lost).toMatchObject([{ message: expect.stringContaining("answered 503, expected 200") }]);
  });

  test("five deaths hold the environment with a reason and the choices, and resume brings it back", async () => {
    for (let death = 1; death <= DEATHS_TO_HOLD; death += 1) {
      await kill("dying", "first");
      await under.until("dying", (seen) =>
        death === DEATHS_TO_HOLD
          ? seen.phase === "Held"
          : seen.phase === "Ready" && componentOf(seen, "first").incarnation === death + 1,
      );
    }
    const held = await under.until("dying", ({ phase }) => phase === "Held");
    expect(held.hold?.reason).toMatch(/^"first" died 5 times.*, last: .*SIGKILL/);
    expect(held.hold?.choices).toContain("resume: repair it again");
    const { stdout } = await under.holdfast(["describe", "environment", "dying"]);
    expect(stdout).toContain('"first" died 5 times');
    expect(stdout).toContain("you can: resume");
    expect(await repairs("dying")).toHaveLength(DEATHS_TO_HOLD - 1);

    expect((await under.holdfast(["resume", "dying"])).code).toBe(0);
    await under.until("dying", (seen) => seen.phase === "Ready" && componentOf(seen, "first").phase === "Ready");
  });

  test("what dies while Holdfast is down is repaired at its start, what lives is left alone", async () => {
    const before = await under.until("absent", ({ phase }) => phase === "Ready");
    const second = await under.pidOf(componentOf(before, "second"));
    await under.stop();
    const pid = await under.pidOf(componentOf(before, "first"));
    if (pid === undefined) throw new Error("the service did not survive Holdfast");
    process.kill(pid, "SIGKILL");
    await under.start();
    const after = await under.until(
      "absent",
      (seen) => seen.phase === "Ready" && componentOf(seen, "first").incarnation === 2,
    );
    expect(await under.pidOf(componentOf(after, "second"))).toBe(second);
    expect(await repairs("absent")).toMatchObject([{ state: "Succeeded" }]);
  });
}
