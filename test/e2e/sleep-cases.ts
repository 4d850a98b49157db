import { beforeAll, expect, test } from "vitest";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { WEEK_DAYS } from "../../domain/schema/sleep.ts";
import { ODD_SERVER, oddDocuments, oddEnvironment } from "./odd-service.ts";
import { componentOf, documents, type StackUnderTest } from "./stack-under-test.ts";

const PROJECT = "rest";

function environment(name: string, rest: object): string {
  const { spec, ...document } = oddEnvironment(PROJECT, name) as { readonly spec: object };
  return documents({ ...document, spec: { ...spec, ...rest } });
}

/** A calendar in which only an hour, half a day from now, is not slept through. */
function allButOneHour(): object {
  const hour = (new Date().getUTCHours() + 12) % 24;
  const clock = (of: number) => `${String(of % 24).padStart(2, "0")}:00`;
  return { times: [{ days: WEEK_DAYS, from: clock(hour + 1), to: clock(hour) }] };
}

/** Environments that sleep, and such as have an end. */
export function sleepCases(given: () => StackUnderTest): void {
  let under: StackUnderTest;

  beforeAll(async () => {
    under = given().inProject(PROJECT);
    await under.apply(oddDocuments(PROJECT, await under.push({ "server.js": ODD_SERVER })));
  });
  test("an environment sleeps: its services are stopped, and nothing of it is repaired until somebody wakes it", async () => {
    await under.apply(environment("sleepy", { sleep: allButOneHour() }));
    const before = await under.until("sleepy", ({ phase }) => phase === "Ready");
    const first = componentOf(before, "first");
    // It was brought up just now, which keeps it awake.
    expect((await under.holdfast(["wake", "sleepy", "--until", "1s"])).code).toBe(0);
    const asleep = await under.until("sleepy", ({ phase }) => phase === "Asleep");
    expect(componentOf(asleep, "first").phase).toBe("Asleep");
    expect(await under.pidOf(first)).toBeUndefined();
    const { stdout } = await under.holdfast(["describe", "environment", "sleepy"]);
    expect(stdout).toContain("holdfast wake sleepy");

    expect((await under.holdfast(["wake", "sleepy"])).code).toBe(0);
    const after = await under.until("sleepy", ({ phase }) => phase === "Ready");
    const woken = componentOf(after, "first");
    expect(woken.outputs).toEqual(first.outputs);
    expect((await fetch(`${String(woken.outputs["url"])}/healthz`)).status).toBe(200);
    const kinds = (await under.operations("sleepy")).map(({ kind, state }) => `${kind} ${state}`);
    expect(kinds).toEqual(["wake Succeeded", "sleep Succeeded", "provision Succeeded"]);
    const types = (await under.events("sleepy")).map(({ type }) => type);
    expect(types).not.toContain("component.lost");
  });

  test("an environment is deleted at the end of its time, which a person can put off", async () => {
    await under.apply(environment("brief", { ttl: "1m" }));
    await under.until("brief", ({ phase }) => phase === "Ready");
    expect((await under.events("brief")).map(({ type }) => type)).toContain("environment.expiry-announced");
    expect((await under.holdfast(["extend", "brief", "--until", "2h"])).code).toBe(0);
    const later = await under.until("brief", ({ expiresAt = 0 }) => expiresAt > Date.now() + 3_600_000);
    expect(later.phase).toBe("Ready");
    await under.apply(environment("brief", { expires: new Date(Date.now() + 1_000).toISOString() }));
    const isGone = async () => ((await under.environment("brief")) === undefined ? true : undefined);
    await waitUntil(isGone, { what: "it is gone", limitMs: 60_000, everyMs: 100 });
    const requested = (await under.events("brief")).filter(({ type }) => type === "environment.delete-requested");
    expect(requested).toMatchObject([{ actor: { kind: "system", name: "time to live" } }]);
  });
}
