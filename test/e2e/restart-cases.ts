import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import type { ReadinessAnswer } from "../../cli/answers.ts";
import { findPostgres } from "../../embedded/postgres/postgres-server.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { ODD_SERVER, oddDocuments, oddEnvironment } from "./odd-service.ts";
import { componentOf, documents, type StackUnderTest } from "./stack-under-test.ts";

const PROJECT = "outage";

/** Temporal and the database go away and come back: everybody on the same installation feels it. */
export function restartCases(given: () => StackUnderTest): void {
  let under: StackUnderTest;

  beforeAll(async () => {
    under = given().inProject(PROJECT);
    await under.apply(oddDocuments(PROJECT, await under.push({ "server.js": ODD_SERVER })));
  });

  test("with Temporal away /readyz says so, a change is accepted, and it happens when Temporal is back", async () => {
    const pid = under.stack().pid("temporal");
    if (pid === undefined) throw new Error("Temporal does not run");
    process.kill(pid, "SIGSTOP");
    try {
      expect(await notReadyBecauseOf(/temporal/i)).toMatchObject({ ok: false, reason: expect.stringMatching(/./) });
      const [accepted] = await under.apply(documents(oddEnvironment(PROJECT, "later")));
      expect(accepted).toMatchObject({ result: "created", operationId: expect.stringMatching(/^op-/) });
      expect(await under.operations("later")).toMatchObject([{ state: "Accepted" }]);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await under.until("later", ({ phase }) => phase === "Ready");
    await untilReady();
  });

  test("with the database away /readyz says so, what cannot be accepted is refused with Retry-After, and no service is touched", async () => {
    const before = await under.until("later", ({ phase }) => phase === "Ready");
    const pid = await under.pidOf(componentOf(before, "first"));
    const server = await findPostgres(under.stack().files.database);
    if (server === undefined) throw new Error("the control database does not run");
    const thaw = freeze(server.pid);
    try {
      expect(await notReadyBecauseOf(/database/i)).toMatchObject({ ok: false, reason: expect.stringMatching(/./) });
      const refused = await under.call("POST", "/v1/apply", documents(oddEnvironment(PROJECT, "refused")));
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: "STORE_UNREACHABLE" });
    } finally {
      thaw();
    }
    await untilReady();
    expect(await under.environment("refused")).toBeUndefined();
    await under.apply(documents(oddEnvironment(PROJECT, "afterwards")));
    await under.until("afterwards", ({ phase }) => phase === "Ready");
    expect(await under.pidOf(componentOf(await under.until("later", () => true), "first"))).toBe(pid);
  });

  test("a database that is killed comes back by itself, and what was accepted is still there", async () => {
    const server = await findPostgres(under.stack().files.database);
    if (server === undefined) throw new Error("the control database does not run");
    process.kill(server.pid, "SIGKILL");
    await server.whenGone();
    await untilReady();
    expect((await under.environment("afterwards"))?.phase).toBe("Ready");
  });

  async function readiness(): Promise<ReadinessAnswer> {
    return (await (await under.call("GET", "/readyz")).json()) as ReadinessAnswer;
  }

  async function notReadyBecauseOf(name: RegExp) {
    const look = async () => (await readiness()).checks.find((check) => name.test(check.name) && !check.ok);
    return await waitUntil(look, { what: `/readyz names ${String(name)}`, limitMs: 20_000 });
  }

  async function untilReady(): Promise<void> {
    const look = async () => (await readiness()).status === "ready";
    await waitUntil(look, { what: "/readyz is content", limitMs: 30_000 });
  }
}

/** Stops a PostgreSQL server with all of its processes where they are; the answer lets them go on. */
function freeze(postmaster: number): () => void {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === postmaster);
  const all = [postmaster, ...children];
  for (const pid of all) process.kill(pid, "SIGSTOP");
  return () => {
    for (const pid of all.toReversed()) process.kill(pid, "SIGCONT");
  };
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined; // It ended meanwhile.
  }
}
