import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import type { Page, SnapshotView } from "../../cli/answers.ts";
import { findPostgres } from "../../embedded/postgres/postgres-server.ts";
import { componentOf, documents, type StackUnderTest } from "./stack-under-test.ts";

const PROJECT = "shop";
const shop = (file: string) => fileURLToPath(new URL(`../../examples/shop/${file}`, import.meta.url));

const environment = (spec: object = {}) => ({
  kind: "Environment",
  metadata: { project: PROJECT, name: "kept" },
  spec: { class: "dev", cell: "local", release: "1.0.0", ...spec },
});

/** What is left of a deleted environment, and what comes back from it. */
export function snapshotsCases(given: () => StackUnderTest): void {
  let under: StackUnderTest;

  beforeAll(async () => {
    under = given().inProject(PROJECT);
    for (const artifact of ["api", "web"]) await under.holdfast(["artifact", "push", shop(artifact)]);
    await under.apply(await readFile(shop("shop.yaml"), "utf8"));
  });

  test("what is deleted goes in reverse order and leaves a snapshot, from which its data comes back", async () => {
    await under.apply(documents(environment()));
    const before = await under.until("kept", ({ phase }) => phase === "Ready");
    const api = componentOf(before, "api");
    const headers = { "content-type": "application/json" };
    const order = { method: "POST", headers, body: JSON.stringify({ item: "a lighthouse" }) };
    expect((await fetch(`${String(api.outputs["url"])}/orders`, order)).status).toBe(201);

    const deleted = await under.holdfast(["delete", "environment", "kept", "--yes", "--wait", "-p", PROJECT]);
    expect(deleted.code).toBe(0);
    const gone = (await under.events("kept"))
      .filter(({ type }) => type === "component.deleted" || type === "component.gone")
      .map(({ component }) => component);
    expect(gone).toEqual(["web", "api", "database"]);
    for (const component of before.componentList) {
      expect(await under.pidOf(component)).toBeUndefined();
      expect(existsSync(join(under.stack().files.cell, "runs", component.uid))).toBe(false);
      if (component.kind === "service") expect(await isListening(Number(component.outputs["port"]))).toBe(false);
    }
    expect(await under.holdfast(["delete", "environment", "kept", "--yes", "--wait", "-p", PROJECT])).toMatchObject({
      code: 0,
    });

    const answer = await under.call("GET", `/v1/snapshots?project=${PROJECT}&limit=10`);
    const { items } = (await answer.json()) as Page<SnapshotView>;
    expect(items).toMatchObject([{ environment: "kept", component: "database", kind: "postgres" }]);

    await under.apply(documents(environment({ restoreFrom: { database: items[0]?.id } })));
    const after = await under.until("kept", ({ phase }) => phase === "Ready");
    expect(after.uid).not.toBe(before.uid);
    const orders = await (await fetch(`${String(componentOf(after, "api").outputs["url"])}/orders`)).text();
    expect(orders).toContain("a lighthouse");
  });

  test("a deleted environment leaves nothing of its secrets in the cell", async () => {
    const sealed = join(under.stack().files.cell, "sealed");
    const before = await under.until("kept", ({ phase }) => phase === "Ready");
    await under.holdfast(["delete", "environment", "kept", "--yes", "--wait", "-p", PROJECT]);
    const names = readdirSync(sealed, { recursive: true }).map(String);
    for (const { uid } of before.componentList) expect(names.filter((name) => name.includes(uid))).toEqual([]);
  });

  test("a deleted snapshot takes its database along, and what held its project in use is gone", async () => {
    const first = (await snapshots())[0]?.id ?? "";
    expect(await databases()).toContain(first);

    await under.apply(documents(environment({ restoreFrom: { database: first } })));
    const refused = await under.holdfast(["delete", "snapshot", first, "--yes", "-p", PROJECT]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("names it in restoreFrom")]);
    await under.until("kept", ({ phase }) => phase === "Ready");
    await under.holdfast(["delete", "environment", "kept", "--yes", "--wait", "-p", PROJECT]);

    const left = (await snapshots()).map(({ id }) => id);
    expect(left.length).toBe(3);
    for (const id of left) {
      const deleted = await under.holdfast(["delete", "snapshot", id, "--yes", "-p", PROJECT]);
      expect([deleted.code, deleted.stdout]).toEqual([0, expect.stringContaining(`${PROJECT}/${id}  deleting`)]);
      expect(await under.holdfast(["delete", "snapshot", id, "--yes", "-p", PROJECT])).toMatchObject({ code: 0 });
    }
    await expect.poll(snapshots, { timeout: 30_000 }).toEqual([]);
    const there = await databases();
    expect(left.filter((id) => there.includes(id))).toEqual([]);
    const again = await under.holdfast(["delete", "snapshot", first, "--yes", "-p", PROJECT]);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining(`${PROJECT}/${first}  deleted`)]);
    expect(await under.holdfast(["delete", "snapshot", "never", "--yes", "-p", PROJECT])).toMatchObject({ code: 3 });

    for (const { plural, path } of [
      { plural: "releases", path: (metadata: Metadata) => metadata.version },
      { plural: "blueprints", path: (metadata: Metadata) => `${metadata.name}/${metadata.version}` },
    ]) {
      const page = (await (await under.call("GET", `/v1/${plural}?project=${PROJECT}&limit=100`)).json()) as Page<{
        readonly document: { readonly metadata: Metadata };
      }>;
      for (const { document } of page.items) {
        const answer = await under.call("DELETE", `/v1/${plural}/${PROJECT}/${path(document.metadata)}`);
        expect(answer.status).toBe(200);
      }
    }
    expect(await under.holdfast(["delete", "project", PROJECT, "--yes"])).toMatchObject({ code: 0 });
  });

  async function snapshots(): Promise<readonly SnapshotView[]> {
    const answer = await under.call("GET", `/v1/snapshots?project=${PROJECT}&limit=100`);
    return ((await answer.json()) as Page<SnapshotView>).items;
  }

  /** Names of the databases on the cell's server. */
  async function databases(): Promise<readonly string[]> {
    const server = await findPostgres(under.stack().files.cellDatabase);
    if (server === undefined) throw new Error("the cell's database server does not run");
    const client = new pg.Client({ connectionString: server.url("postgres") });
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string }>("select datname as name from pg_database");
      return rows.map(({ name }) => name);
    } finally {
      await client.end();
    }
  }
}

interface Metadata {
  readonly name: string;
  readonly version: string;
}

async function isListening(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
