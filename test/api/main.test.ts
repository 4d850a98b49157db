import { spawnSync } from "node:child_process";
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Client, Connection } from "@temporalio/client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { EnvironmentView } from "../../adapters/store/views-port.ts";
import { storeWorld, type StoreWorld } from "../setup/store-world.ts";
import { SHOP, fileOf } from "./shop-documents.ts";
import { startApi, type ApiProcess } from "./start-api.ts";

/** Nothing listens there: the port is reserved. */
const NOWHERE = "127.0.0.1:1";
const YAML = { "content-type": "application/yaml" };
const temporalAddress = process.env["HOLDFAST_TEST_TEMPORAL"] ?? "";

let world: StoreWorld;
let api: ApiProcess | undefined;
beforeAll(async () => {
  world = await storeWorld();
});
afterEach(async () => {
  await api?.stop();
  api = undefined;
});
afterAll(async () => {
  await world.close();
});

describe("the API process", () => {
  it("starts with database and Temporal away, says so, and refuses what it cannot accept", async () => {
    api = await startApi({ databaseUrl: `postgres://nobody@${NOWHERE}/none`, temporalAddress: NOWHERE });
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${api.url}/readyz`);
    expect(ready.status).toBe(503);
    const { checks } = (await ready.json()) as { checks: { name: string; ok: boolean; reason: string }[] };
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ["database", false],
      ["temporal", false],
      ["workers", false],
      ["sweeps", false],
    ]);
    expect(checks.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("ECONNREFUSED"),
      expect.stringContaining(NOWHERE),
      expect.stringContaining(NOWHERE),
      expect.stringContaining("ECONNREFUSED"),
    ]);
    const refused = await api.send("/v1/apply", { method: "POST", headers: YAML, body: SHOP.project });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    const { code, output } = await api.stop();
    expect(code).toBe(0);
    expect(output).not.toContain(api.token);
    api = undefined;
  });

  it("accepts while Temporal is away, and sends the look as soon as it is there", async () => {
    const file = fileOf(SHOP.project, SHOP.blueprint.replace(/, key: "[^"]+"/, ""), SHOP.release, SHOP.environment);
    api = await startApi({ databaseUrl: world.url, temporalAddress: NOWHERE });
    expect((await api.send("/v1/apply", { method: "POST", headers: YAML, body: file })).status).toBe(202);
    const { uid } = (await (await api.send("/v1/environments/shop/dev")).json()) as EnvironmentView;
    expect(await (await fetch(`${api.url}/readyz`)).text()).toContain('"temporal","ok":false');
    await api.stop();
    expect(await world.store.pendingLooks(10)).toHaveLength(1);

    api = await startApi({ databaseUrl: world.url, temporalAddress });
    await expect.poll(async () => await world.store.pendingLooks(10), { timeout: 10_000 }).toEqual([]);
    const connection = await Connection.connect({ address: temporalAddress });
    try {
      const handle = new Client({ connection }).workflow.getHandle(`environment/${uid}`);
      expect((await handle.describe()).type).toBe("environment");
      await handle.terminate("the test has seen it");
    } finally {
      await connection.close();
    }
  });

  it("keeps its token readable by its owner only", async () => {
    api = await startApi({ databaseUrl: world.url, temporalAddress });
    expect((await stat(api.tokenFile)).mode & 0o777).toBe(0o600);
    expect((await fetch(`${api.url}/v1/projects`)).status).toBe(401);
    expect((await api.send("/v1/projects")).status).toBe(200);
  });

  it("keeps 200 streams open, frees the place of each that goes, and ends them all when it stops", async () => {
    api = await startApi({ databaseUrl: world.url, temporalAddress });
    const { send } = api;
    const follow = async (signal: AbortSignal) =>
      await send("/v1/events", { headers: { accept: "text/event-stream" }, signal });
    const leaving = new AbortController();
    const answers = await Promise.all(Array.from({ length: 200 }, async () => await follow(leaving.signal)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await follow(leaving.signal)).status).toBe(429);
    leaving.abort();
    const staying = new AbortController();
    await expect.poll(async () => (await follow(staying.signal)).status).toBe(200);
    const last = await follow(staying.signal);
    const stopped = api.stop();
    api = undefined;
    expect(await last.text()).toContain(": connected");
    expect((await stopped).code).toBe(0);
  });

  it("lists every problem of its configuration in one message", () => {
    const main = fileURLToPath(new URL("../../api/main.ts", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [main], {
      env: { PATH: process.env["PATH"], DATABASE_URL: "mysql://x", HOLDFAST_API_PORT: "99999", HOLDFAST_STATE_DIR: "" },
      encoding: "utf8",
    });
    expect(status).toBe(1);
    for (const name of [
      "DATABASE_URL",
      "TEMPORAL_ADDRESS",
      "HOLDFAST_API_PORT",
      "HOLDFAST_TOKEN_FILE",
      "HOLDFAST_STATE_DIR",
    ]) {
      expect(stderr).toContain(name);
    }
    expect(stderr).not.toContain("    at ");
  });
});
