import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { EnvironmentDetail } from "../../cli/answers.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { ODD_SERVER, oddDocuments, oddEnvironment } from "./odd-service.ts";
import { componentOf, documents, type StackUnderTest } from "./stack-under-test.ts";

const PROJECT = "odd";

const BAD = [
  {
    name: "never-healthy",
    parameters: { mode: "unwell" },
    code: "COMPONENT_NOT_READY_IN_TIME",
    message: /not ready within 5 s: GET http:\/\/127\.0\.0\.1:2\d{4}\/healthz: answered 503, expected 200/,
    log: "listening as unwell",
  },
  {
    name: "ignores-port",
    parameters: { mode: "deaf" },
    code: "COMPONENT_NOT_READY_IN_TIME",
    message: /GET http:\/\/127\.0\.0\.1:2\d{4}\/healthz: connection refused; it listens on \d+, not on its PORT 2\d{4}/,
    log: "listening as deaf",
  },
  {
    name: "exits-at-once",
    parameters: { mode: "mortal" },
    code: "COMPONENT_EXITED",
    message: /pid \d+ is gone: exit code 3; it was to answer at http:\/\/127\.0\.0\.1:\d+/,
    log: "cannot read the configuration",
  },
  {
    name: "no-such-command",
    parameters: { program: "nodejs-of-nowhere" },
    code: "COMMAND_NOT_FOUND",
    message: /"nodejs-of-nowhere"/,
    log: undefined,
  },
];

/** Services that do not what they are to, and what is done about them. */
export function badServicesCases(given: () => StackUnderTest): void {
  let under: StackUnderTest;

  beforeAll(async () => {
    under = given().inProject(PROJECT);
    await under.apply(oddDocuments(PROJECT, await under.push({ "server.js": ODD_SERVER })));
    const bad = BAD.map(({ name, parameters }) => oddEnvironment(PROJECT, name, parameters));
    await under.apply(
      documents(...bad, ...["stands", "taken", "slow", "quiet"].map((name) => oddEnvironment(PROJECT, name))),
    );
  });

  test.each(BAD)("a service that is $name is shown as a fault, in the API and to a person", async (bad) => {
    const environment = await under.until(bad.name, ({ phase }) => phase === "Failed");
    const { fault } = componentOf(environment, "first");
    expect(fault).toMatchObject({ code: bad.code, message: expect.stringMatching(bad.message) });
    if (bad.log !== undefined) expect(fault?.log).toContain(bad.log);
    expect(componentOf(environment, "second")).toMatchObject({ phase: "Pending" });

    const { stdout } = await under.holdfast(["describe", "environment", bad.name]);
    expect(stdout).toContain(bad.code);
    expect(stdout).toMatch(bad.message);
    if (bad.log !== undefined) expect(stdout).toContain(bad.log);
    expect(stdout).toContain(`logs ${bad.name} first`);
  });

  test("a failed change keeps what stands, and the next change proceeds", async () => {
    const before = await under.until("stands", ({ phase }) => phase === "Ready");
    const pid = await under.pidOf(componentOf(before, "first"));
    await under.apply(documents(oddEnvironment(PROJECT, "stands", { second: "mortal" })));
    const failed = await under.until("stands", ({ phase }) => phase === "Failed");
    expect(componentOf(failed, "first").phase).toBe("Ready");
    expect(await under.pidOf(componentOf(failed, "first"))).toBe(pid);
    expect(componentOf(failed, "second").fault?.code).toBe("COMPONENT_EXITED");

    await under.apply(documents(oddEnvironment(PROJECT, "stands")));
    const mended = await under.until("stands", ({ phase }) => phase === "Ready");
    expect(await under.pidOf(componentOf(mended, "first"))).toBe(pid);
    expect(componentOf(mended, "second").fault).toBeUndefined();
  });

  test("a port that a stranger has taken is named with its holder, and used again when it is free", async () => {
    const before = await under.until("taken", ({ phase }) => phase === "Ready");
    const first = componentOf(before, "first");
    expect((await under.holdfast(["suspend", "taken"])).code).toBe(0);
    await under.until("taken", ({ isSuspended }) => isSuspended);
    const pid = await under.pidOf(first);
    if (pid === undefined) throw new Error("the service does not run");
    process.kill(pid, "SIGKILL");
    const what = "the stranger listens";
    const stranger = await waitUntil(() => listen(Number(first.outputs["port"])), { what, limitMs: 10_000 });
    try {
      expect((await under.holdfast(["resume", "taken"])).code).toBe(0);
      const failed = await under.until("taken", (seen) => componentOf(seen, "first").fault !== undefined);
      expect(componentOf(failed, "first").fault).toMatchObject({
        code: "PORT_TAKEN",
        message: expect.stringMatching(
          new RegExp(`pid ${process.pid}, listens on port ${Number(first.outputs["port"])}`),
        ),
      });
    } finally {
      stranger.close();
    }
    const mended = await under.until("taken", ({ phase }) => phase === "Ready");
    expect(componentOf(mended, "first").outputs).toEqual(first.outputs);
  });

  test("a release whose artifact is not in the store is refused, and nothing is stored", async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const release = {
      kind: "Release",
      metadata: { project: PROJECT, version: "0.0.1" },
      spec: { blueprint: "odd@1.0.0", artifacts: { odd: { digest } } },
    };
    const answer = await under.call("POST", "/v1/apply", documents(release));
    expect(answer.status).toBe(422);
    expect(JSON.stringify(await answer.json())).toContain("ARTIFACT_NOT_FOUND");
    expect(await (await under.call("GET", `/v1/releases?project=${PROJECT}&limit=50`)).text()).not.toContain("0.0.1");
  });

  test("an operation that is cancelled starts nothing more, and a newer change supersedes what waits", async () => {
    const before = await under.until("slow", ({ phase }) => phase === "Ready");
    const second = await under.pidOf(componentOf(before, "second"));
    const [running] = await under.apply(
      documents(oddEnvironment(PROJECT, "slow", { mode: "sleepy", second: "renamed" })),
    );
    await under.until(
      "slow",
      (seen) => seen.runningOperationId === running?.operationId && componentOf(seen, "first").phase === "Running",
    );
    expect((await under.call("POST", `/v1/operations/${running?.operationId}/cancel`)).status).toBe(202);
    await under.until("slow", ({ runningOperationId }) => runningOperationId === undefined);
    expect(await under.pidOf(componentOf(await under.until("slow", () => true), "second"))).toBe(second);

    // Again where the busy one had ended before the newest was applied: then the one between them had its turn.
    const overtake = async () => {
      const [busy] = await under.apply(
        documents(oddEnvironment(PROJECT, "slow", { mode: "sleepy", second: "sleepy" })),
      );
      await under.until("slow", ({ runningOperationId }) => runningOperationId === busy?.operationId);
      const [waiting] = await under.apply(documents(oddEnvironment(PROJECT, "slow", { second: "mortal" })));
      const [newest] = await under.apply(documents(oddEnvironment(PROJECT, "slow", { second: "unnamed" })));
      const { runningOperationId } = await under.until("slow", () => true);
      return { waiting, newest, wasInTime: runningOperationId === busy?.operationId };
    };
    const settled = async () =>
      await under.until(
        "slow",
        ({ phase, observedGeneration, generation }) => phase === "Ready" && observedGeneration === generation,
      );
    let { waiting, newest, wasInTime } = await overtake();
    for (let again = 0; !wasInTime && again < 3; again += 1) {
      await settled();
      ({ waiting, newest, wasInTime } = await overtake());
    }
    expect(wasInTime).toBe(true);
    await settled();
    const stateOf = new Map((await under.operations("slow")).map(({ id, state }) => [id, state]));
    expect(stateOf.get(running?.operationId ?? "")).toBe("Cancelled");
    expect(stateOf.get(waiting?.operationId ?? "")).toBe("Superseded");
    expect(stateOf.get(newest?.operationId ?? "")).toBe("Succeeded");
  });

  test("a suspended environment is not repaired until it is resumed", async () => {
    const before = await under.until("quiet", ({ phase }) => phase === "Ready");
    expect((await under.holdfast(["suspend", "quiet"])).code).toBe(0);
    const pid = await under.pidOf(componentOf(before, "first"));
    if (pid === undefined) throw new Error("the service does not run");
    process.kill(pid, "SIGKILL");
    const suspended = await under.until("quiet", (seen) => componentOf(seen, "first").phase === "Lost");
    expect(suspended.phase).toBe("Suspended");
    expect((await under.operations("quiet")).filter(({ kind }) => kind === "repair")).toEqual([]);
    expect((await under.holdfast(["resume", "quiet"])).code).toBe(0);
    await under.until("quiet", (seen) => seen.phase === "Ready" && componentOf(seen, "first").phase === "Ready");
    expect((await under.operations("quiet")).filter(({ kind }) => kind === "repair")).toHaveLength(1);
  });

  test("a failed environment is deleted: no process, no port, no directory; deleting it again is fine", async () => {
    const before = await under.until("exits-at-once", ({ phase }) => phase === "Failed");
    const { code } = await under.holdfast(["delete", "environment", "exits-at-once", "--yes", "--wait"]);
    expect(code).toBe(0);
    expect(await under.environment("exits-at-once")).toBeUndefined();
    for (const component of before.componentList) expect(await traces(before, component.name)).toEqual([]);
    const again = await under.holdfast(["delete", "environment", "exits-at-once", "--yes", "--wait", "-p", PROJECT]);
    expect(again).toMatchObject({ code: 0 });
  });

  test("what is deleted with --keep runs on, and is not managed any more", async () => {
    const before = await under.until("stands", ({ phase }) => phase === "Ready");
    const url = String(componentOf(before, "first").outputs["url"]);
    const { code } = await under.holdfast(["delete", "environment", "stands", "--keep", "--yes", "--wait"]);
    expect(code).toBe(0);
    expect(await under.environment("stands")).toBeUndefined();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test("a protected environment is deleted only after it was unprotected", async () => {
    const prod = { ...oddEnvironment(PROJECT, "precious"), spec: { class: "prod", cell: "local", release: "1.0.0" } };
    await under.apply(documents(prod));
    const refused = await under.holdfast(["delete", "environment", "precious", "--yes"]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("spec.protected: false");
    await under.apply(documents({ ...prod, spec: { ...prod.spec, protected: false } }));
    expect((await under.holdfast(["delete", "environment", "precious", "--yes", "--wait"])).code).toBe(0);
  });

  /** What a component has left: processes, a listening port, a run directory. */
  async function traces(environment: EnvironmentDetail, name: string): Promise<readonly string[]> {
    const component = componentOf(environment, name);
    const pid = await under.pidOf(component);
    const directory = join(under.stack().files.cell, "runs", component.uid);
    return [...(pid === undefined ? [] : [`pid ${pid}`]), ...(existsSync(directory) ? [directory] : [])];
  }
}

/** A server on a port; absent while somebody else still has it. */
async function listen(port: number): Promise<Server | undefined> {
  const server = createServer((_, response) => response.end("a stranger"));
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
    return server;
  } catch {
    return undefined;
  }
}
