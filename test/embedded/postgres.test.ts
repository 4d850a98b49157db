import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDatabase } from "../../embedded/postgres/create-database.ts";
import { ensurePostgres, type EnsurePostgresOptions } from "../../embedded/postgres/ensure-postgres.ts";
import { keepPostgres } from "../../embedded/postgres/keep-postgres.ts";
import { findPostgres } from "../../embedded/postgres/postgres-server.ts";
import { removePostgres } from "../../embedded/postgres/remove-postgres.ts";
import { readServerFile } from "../../embedded/postgres/server-file.ts";
import { identityOf } from "../../embedded/process/process-identity.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";

let options: EnsurePostgresOptions;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-postgres-"));
  options = { dataDir: join(folder, "control"), logFile: join(folder, "postgres.log"), detached: true };
});
afterEach(async () => await removePostgres(options.dataDir));

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test("ensurePostgres() brings up a server that keeps what was committed over kill -9", async () => {
  const first = await ensurePostgres(options);
  await createDatabase(first.url("postgres"), "shop's");
  await createDatabase(first.url("postgres"), "shop's");
  await query(first.url("shop's"), "create table orders as select generate_series(1, 1000) as id");
  process.kill(first.pid, "SIGKILL");
  const second = await ensurePostgres(options);
  expect(second.pid).not.toBe(first.pid);
  expect(second.url("shop's")).toBe(first.url("shop's"));
  expect(await query(second.url("shop's"), "select count(*)::int as count from orders")).toEqual([{ count: 1_000 }]);
});

test("ensurePostgres() joins the server that runs, also when several ask at once", async () => {
  const servers = await Promise.all([ensurePostgres(options), ensurePostgres(options), ensurePostgres(options)]);
  expect(new Set(servers.map(({ pid }) => pid)).size).toBe(1);
});

test("ensurePostgres() gets past the processes that a killed server leaves behind", async () => {
  const first = await ensurePostgres(options);
  const client = new pg.Client({ connectionString: first.url("postgres") });
  client.on("error", () => undefined); // It is cut off below.
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const backend = rows[0]?.pid ?? 0;
  process.kill(backend, "SIGSTOP"); // It cannot notice that its server is gone, and so keeps the shared memory.
  process.kill(first.pid, "SIGKILL");
  const starting = ensurePostgres(options);
  const refused = async () => (await readFile(options.logFile, "utf8")).includes("shared memory block");
  await waitUntil(refused, { what: "a start was refused", limitMs: 15_000 });
  process.kill(backend, "SIGCONT");
  expect(identityOf((await starting).pid)).toBeDefined();
  await client.end().catch(() => undefined); // Already cut off.
});

test("ensurePostgres() takes another port when a stranger has got the kept one, and keeps that", async () => {
  const first = await ensurePostgres(options);
  await first.stop();
  await first.stop();
  const stranger = createServer().listen(first.port, "127.0.0.1");
  await once(stranger, "listening");
  const second = await ensurePostgres(options);
  expect(second.port).not.toBe(first.port);
  expect(await readServerFile(options.dataDir)).toMatchObject({ port: second.port });
  stranger.close();
});

test("ensurePostgres() keeps the password in a file for its owner only, and lets nobody in without it", async () => {
  const server = await ensurePostgres(options);
  expect((await stat(join(options.dataDir, "server.json"))).mode & 0o777).toBe(0o600);
  const guess = server.url("postgres").replace(server.password, "guess");
  await expect(query(guess, "select 1")).rejects.toThrow("password authentication failed");
  expect(await readFile(options.logFile, "utf8")).not.toContain(server.password);
});

test("a detached server outlives the process that started it", async () => {
  const module = join(import.meta.dirname, "../../embedded/postgres/ensure-postgres.ts");
  const script = `const { ensurePostgres } = await import(${JSON.stringify(module)});
    await ensurePostgres(${JSON.stringify(options)});`;
  const starter = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
  expect(await once(starter, "exit")).toEqual([0, null]);
  const server = await findPostgres(options.dataDir);
  expect(await query(server?.url("postgres") ?? "", "select 1 as one")).toEqual([{ one: 1 }]);
});

test("keepPostgres() brings a killed server up again and stops it when told", async () => {
  const events: string[] = [];
  const kept = await keepPostgres({ ...options, detached: false }, ({ what }) => void events.push(what));
  const first = kept.current();
  process.kill(first.pid, "SIGKILL");
  await waitUntil(() => kept.current().pid !== first.pid, { what: "it is up again", limitMs: 20_000 });
  expect(events).toEqual(["started", "exited", "started"]);
  await kept.stop();
  expect(await findPostgres(options.dataDir)).toBeUndefined();
});

test("removePostgres() leaves no process and no folder", async () => {
  const server = await ensurePostgres(options);
  const cluster = (await readServerFile(options.dataDir))?.cluster ?? "";
  await removePostgres(options.dataDir);
  expect(identityOf(server.pid)).toBeUndefined();
  await expect(stat(cluster)).rejects.toThrow("ENOENT");
  await expect(stat(options.dataDir)).rejects.toThrow("ENOENT");
});
