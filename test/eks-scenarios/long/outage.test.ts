import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { AT_ONCE } from "../../drivers/eks-world.ts";
import { startFakeEks } from "../../fakes/start-fake-eks.ts";
import { scenario } from "../scenario.ts";
import { wishesOf } from "../scenario-world.ts";

/** Simulated seconds in a real one. */
const SCALE = 600;
const DOWN_MS = (10 * 60 * 1_000) / SCALE;
const READS = { perSecond: 40, burst: 20 };
const WRITES = { perSecond: 10, burst: 5 };
const stateDir = await mkdtemp(join(tmpdir(), "holdfast-eks-"));

scenario(
  "service down 10 min",
  async ({ ports, fake }) => {
    onTestFinished(async () => await rm(stateDir, { recursive: true, force: true }));
    const wishes = wishesOf(ports, async (retryAfterMs) => await sleep(retryAfterMs / 50));
    const names = Array.from({ length: 20 }, (_, at) => `cluster-${at}`);
    const bringing = Promise.all(names.map(async (name) => await wishes.cluster({ name }).bring()));
    await expect.poll(async () => (await fake.log("kind=effect")).length, { timeout: 30_000 }).toBeGreaterThan(5);
    await fake.kill();
    const downAt = Date.now();
    await expect.poll(() => Date.now() - downAt, { timeout: 2 * DOWN_MS }).toBeGreaterThan(DOWN_MS);

    const again = await startFakeEks("--port", String(fake.port), "--state-dir", stateDir);
    onTestFinished(async () => await again.kill());
    const backAt = Date.now();
    await expect.poll(() => Date.now() - backAt).toBeGreaterThan(500);
    const { operations } = await again.sim("GET", "/metrics");
    const backS = (Date.now() - backAt) / 1_000;
    expect(sum(operations)).toBeLessThanOrEqual(
      READS.burst + WRITES.burst + (READS.perSecond + WRITES.perSecond) * (backS + 0.5),
    );

    const ends = await bringing;
    expect(ends.map(({ end }) => end.state)).toEqual(names.map(() => "ready"));
    expect(ends.some(({ busy }) => busy > 0)).toBe(true);
    const made = (await again.log("kind=effect")).filter(({ outcome }) => outcome === "new");
    expect(made.map(({ operation }) => operation)).toEqual(names.map(() => "CreateCluster"));
    expect(await again.sim("GET", "/check")).toEqual({ problems: [] });
    // The world looks at the end at what is there.
    await again.kill();
  },
  {
    reads: READS,
    writes: WRITES,
    config: AT_ONCE,
    flags: ["--scale", String(SCALE), "--state-dir", stateDir],
    isGoneAtEnd: true,
  },
);

function sum(counts: unknown): number {
  if (typeof counts === "number") return counts;
  return Object.values(counts ?? {}).reduce<number>((total, each) => total + sum(each), 0);
}
