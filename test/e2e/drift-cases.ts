import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import type { AcceptedResult } from "../../cli/answers.ts";
import type { SweepView } from "../../domain/schema/drift.ts";
import { componentOf, type StackUnderTest } from "./stack-under-test.ts";

const PROJECT = "fleet";
const patience = { timeout: 60_000, interval: 250 };

function documentsOf(components: Readonly<Record<string, { readonly account: string }>>): string {
  const specs = Object.entries(components).map(([name, { account }]) => [
    name,
    { kind: "simulated", config: { account, type: name, seconds: 1, properties: { size: "small" } } },
  ]);
  return [
    { kind: "Project", metadata: { name: PROJECT }, spec: {} },
    {
      kind: "Blueprint",
      metadata: { project: PROJECT, name: "all", version: "1.0.0" },
      spec: { components: Object.fromEntries(specs) },
    },
    {
      kind: "Release",
      metadata: { project: PROJECT, version: "1.0.0" },
      spec: { blueprint: "all@1.0.0", artifacts: {} },
    },
    {
      kind: "Environment",
      metadata: { project: PROJECT, name: "dev" },
      spec: { class: "dev", cell: "local", release: "1.0.0" },
    },
  ]
    .map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document }))
    .join("\n---\n");
}

/** Drift in dev, which is put back by itself. */
export function driftCases(given: () => StackUnderTest): void {
  let under: StackUnderTest;

  beforeAll(async () => {
    under = given().inProject(PROJECT);
    await under.apply(documentsOf({ network: { account: "one" }, queue: { account: "two" } }));
    await under.until("dev", ({ phase }) => phase === "Ready");
  }, 180_000);

  async function sweeps(): Promise<readonly SweepView[]> {
    const answer = await under.call("GET", "/v1/sweeps?limit=50");
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { readonly items: readonly SweepView[] }).items;
  }

  async function resourceOf(name: string): Promise<URL> {
    const environment = await under.environment("dev");
    if (environment === undefined) throw new Error("the environment is gone");
    const { uid, incarnation } = componentOf(environment, name);
    return new URL(`/control/resources/${uid}-i${incarnation}`, under.stack().cloudUrl);
  }

  test("each account is swept by a schedule of its own, and a fleet that is as wanted stays as it is", async () => {
    const ended = async () =>
      (await sweeps())
        .filter(({ state, counts }) => state === "succeeded" && counts.clean === 1)
        .map(({ account }) => account);
    await expect.poll(ended, patience).toEqual(expect.arrayContaining(["one", "two"]));
    expect(await under.operations("dev")).toHaveLength(1);
  }, 120_000);

  test("what somebody changes in dev is put back by itself", async () => {
    const body = JSON.stringify({ action: "set", properties: { size: "large" }, by: "carol" });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(await resourceOf("queue"), { method: "POST", headers, body });
    expect(answer.status).toBeLessThan(300);
    const kinds = async () => (await under.operations("dev")).map(({ kind, state }) => `${kind} ${state}`);
    await expect.poll(kinds, patience).toEqual(["revert Succeeded", "provision Succeeded"]);
    const types = (await under.events("dev")).map(({ type }) => type).filter((type) => type.startsWith("drift."));
    expect(types).toEqual(["drift.found", "drift.due", "drift.reverted"]);
  }, 120_000);

  test("a sweep that was asked for begins at once, under the id that was answered", async () => {
    const { url, tokenFile } = under.stack();
    const headers = {
      authorization: `Bearer ${(await readFile(tokenFile, "utf8")).trim()}`,
      "idempotency-key": randomUUID(),
      "content-type": "application/json",
    };
    const body = JSON.stringify({ project: PROJECT, environment: "dev" });
    const answer = await fetch(new URL("/v1/sweeps", url), { method: "POST", headers, body });
    expect(answer.status).toBe(202);
    const { results } = (await answer.json()) as { readonly results: readonly AcceptedResult[] };
    expect(results).toHaveLength(2);
    const ended = async () =>
      (await sweeps()).filter(({ id, state }) => state === "succeeded" && results.some(({ name }) => name === id))
        .length;
    await expect.poll(ended, patience).toBe(2);
  }, 120_000);
}
