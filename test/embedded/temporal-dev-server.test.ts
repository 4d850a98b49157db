import { mkdtemp, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Connection } from "@temporalio/client";
import { beforeAll, expect, test } from "vitest";
import { freePort } from "../../embedded/process/free-port.ts";
import { identityOf } from "../../embedded/process/process-identity.ts";
import { resolveTemporal } from "../../embedded/temporal/resolve-temporal.ts";
import { startTemporalDevServer } from "../../embedded/temporal/start-temporal-dev-server.ts";

let binary: string;
let folder: string;

beforeAll(async () => {
  // Without the address: these tests are about starting a server.
  const env = { ...process.env, TEMPORAL_ADDRESS: undefined };
  const server = await resolveTemporal({ env, report: (line) => process.stderr.write(`${line}\n`) });
  if (server.kind !== "binary") throw new Error("expected a binary");
  binary = server.path;
  folder = await mkdtemp(join(tmpdir(), "holdfast-temporal-"));
}, 900_000);

test("startTemporalDevServer() returns when a call works, and keeps what it held over a kill", async () => {
  const options = {
    binary,
    dbFile: join(folder, "temporal.db"),
    logFile: join(folder, "temporal.log"),
    port: await freePort(),
    namespace: "shop",
  };
  const first = await startTemporalDevServer(options);
  const before = await namespaceId(first.address);
  process.kill(first.pid, "SIGKILL");
  await first.exited;
  const second = await startTemporalDevServer(options);
  expect(second.pid).not.toBe(first.pid);
  expect(await namespaceId(second.address)).toBe(before);
  await second.stop();
  await second.exited;
  expect(identityOf(second.pid)).toBeUndefined();
});

test("startTemporalDevServer() says why when its port is taken", async () => {
  const port = await freePort();
  const stranger = createServer().listen(port, "127.0.0.1");
  const logFile = join(folder, "taken.log");
  const starting = startTemporalDevServer({ binary, dbFile: join(folder, "taken.db"), logFile, port });
  await expect(starting).rejects.toThrow(String(port));
  expect(await readFile(logFile, "utf8")).not.toBe("");
  stranger.close();
});

async function namespaceId(address: string): Promise<string | null | undefined> {
  const connection = await Connection.connect({ address });
  try {
    return (await connection.workflowService.describeNamespace({ namespace: "shop" })).namespaceInfo?.id;
  } finally {
    await connection.close();
  }
}
