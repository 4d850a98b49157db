import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-eks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parseOptions } from "../../fakes/eks/options.ts";
import { CONFIG, createAddon, createCluster, createNodegroup, passAll, PLACE, refusal } from "./eks-calls.ts";
import { startFakeEks } from "./start-fake-eks.ts";
import type { FakeEks, TruthLine } from "./start-fake-eks.ts";

const token = "a-token-of-the-caller-that-is-long-enough";
const name = "shop";

let stateDir: string;
const started: FakeEks[] = [];
beforeEach(async () => void (stateDir = await mkdtemp(join(tmpdir(), "fake-eks-"))));
afterEach(async () => {
  await Promise.all(started.splice(0).map(async (eks) => await eks.kill()));
  await rm(stateDir, { recursive: true });
});

async function start(...flags: string[]): Promise<FakeEks> {
  const eks = await startFakeEks("--state-dir", stateDir, "--config", JSON.stringify(CONFIG), ...flags);
  started.push(eks);
  return eks;
}

const MANUAL = ["--clock", "manual", "--start-at", "2026-06-01T00:00:00Z"];

test("a kill loses neither resources, nor tokens, nor faults, nor what is under way", async () => {
  const first = await start(...MANUAL);
  const client = first.client();
  await createCluster(client, { clientRequestToken: token });
  await passAll(first);
  await createNodegroup(client);
  await createAddon(client, "coredns");
  await first.sim("POST", "/clock/advance", { seconds: 30 });
  await first.sim("PUT", "/config", { skewMode: "strict" });
  const error = { do: "error", name: "ServerException" };
  await first.sim("POST", "/faults", { id: "once", match: { operation: "ListAddons" }, action: error, times: 2 });
  await refusal(client.send(new sdk.ListAddonsCommand({ clusterName: name })));
  const state = await first.sim("GET", "/state");
  const log = await first.log();
  const clock = await first.sim("GET", "/clock");
  await first.kill();
  await appendFile(join(stateDir, "truth.jsonl"), '{"seq":999,"half a li');

  const second = await start();
  expect(await second.sim("GET", "/state")).toEqual(state);
  expect(await second.log()).toEqual(log);
  expect(await second.sim("GET", "/clock")).toEqual(clock);
  expect(await second.sim("GET", "/config")).toMatchObject({ skewMode: "strict" });
  expect(await second.sim("GET", "/faults")).toMatchObject({ faults: [{ injected: 1 }] });
  await createCluster(second.client(), { clientRequestToken: token });
  expect((await second.log("kind=effect")).at(-1)).toMatchObject({ outcome: "replay" });
  await passAll(second);
  const { nodegroup } = await second
    .client()
    .send(new sdk.DescribeNodegroupCommand({ clusterName: name, nodegroupName: "main" }));
  expect(nodegroup?.status).toBe("ACTIVE");
  expect(await second.sim("GET", "/check")).toEqual({ problems: [] });
});

test("time goes on while the process is gone, and what was due then has happened", async () => {
  const first = await start("--scale", "10000");
  await createCluster(first.client());
  await first.kill();
  const killedAt = Date.now();
  await vi.waitFor(() => expect(Date.now() - killedAt).toBeGreaterThan(100));
  const second = await start();
  const { cluster } = await second.client().send(new sdk.DescribeClusterCommand({ name }));
  expect(cluster?.status).toBe("ACTIVE");
  const [created, active] = await second.log("kind=effect,transition");
  const seconds = (Number(active?.["simTime"]) - Number(created?.["simTime"])) / 1000;
  expect(seconds).toBeGreaterThan(420);
  expect(seconds).toBeLessThan(720);
});

test("transitions come by themselves, and who waits for the log is told", async () => {
  const eks = await start("--scale", "100000");
  await createCluster(eks.client());
  const [line] = await eks.log("kind=transition&waitMs=10000");
  expect(line).toMatchObject({ operation: "cluster create done", resource: `${PLACE}/cluster/shop` });
});

test("a crash point kills the process after an effect is on disk and before it is answered", async () => {
  const first = await start(...MANUAL);
  await createCluster(first.client());
  await passAll(first);
  await first.sim("POST", "/crash", { afterEffects: 2 });
  await createAddon(first.client(), "vpc-cni");
  await expect(createAddon(first.client(), "kube-proxy")).rejects.toThrow("socket hang up");
  await first.exited();
  const second = await start();
  expect(await effectsOf(second)).toEqual(["CreateCluster", "CreateAddon", "CreateAddon"]);
  expect((await second.log("kind=delivery")).length).toBe(2);
  await second.sim("POST", "/crash", { afterEffectSeq: (await second.log()).length + 1 });
  await expect(createAddon(second.client(), "coredns")).rejects.toThrow("socket hang up");
  await second.exited();
  expect(await effectsOf(await start())).toHaveLength(4);
});

test("the same seed and the same calls make the same log, whatever is read in between", async () => {
  const eks = await start(...MANUAL);
  const play = async (seed: number, pollsCount: number) => {
    const config = { ...CONFIG, lag: {}, hiddenLock: true };
    await eks.sim("POST", "/reset", { seed, startAt: "2026-06-01T00:00:00Z", config });
    const client = eks.client();
    await createCluster(client, { clientRequestToken: token });
    for (let count = 0; count < pollsCount; count += 1) await client.send(new sdk.ListClustersCommand({}));
    await passAll(eks);
    const tokens = { nodegroup: `${token}-1`, version: `${token}-2` };
    await createNodegroup(client, { clientRequestToken: tokens.nodegroup });
    await passAll(eks);
    await eks.sim("POST", "/clock/advance", { seconds: 60 });
    const version = { name, version: "1.34", clientRequestToken: tokens.version };
    await client.send(new sdk.UpdateClusterVersionCommand(version));
    await passAll(eks);
    return (await eks.log("writes=true")).map(withoutRealTime);
  };
  const first = await play(1, 0);
  expect(await play(1, 5)).toEqual(first);
  expect(await play(2, 0)).not.toEqual(first);
});

test("a snapshot of any instant can be read from the log, and put into another simulator", async () => {
  const eks = await start(...MANUAL);
  await createCluster(eks.client());
  const creating = await eks.sim("GET", "/state");
  const at = Date.parse("2026-06-01T00:00:00Z");
  await passAll(eks);
  expect(await eks.sim("GET", `/state?at=${at}`)).toEqual(creating);
  await eks.sim("POST", "/reset", { config: CONFIG });
  expect(await eks.sim("GET", "/state")).toEqual({ resources: [], timers: [] });
  await eks.sim("PUT", "/state", creating);
  await passAll(eks);
  const { cluster } = await eks.client().send(new sdk.DescribeClusterCommand({ name }));
  expect(cluster?.status).toBe("ACTIVE");
  const text = await readFile(join(stateDir, "truth.jsonl"), "utf8");
  expect(text.split("\n").filter((line) => line.includes('"kind":"start"'))).toHaveLength(2);
});

test("the clock changes its pace without a jump", async () => {
  const eks = await start(...MANUAL);
  const before = await eks.sim("GET", "/clock");
  await eks.sim("PUT", "/clock", { scale: 1 });
  const after = await eks.sim("PUT", "/clock", { mode: "manual" });
  expect(Number(after["simTime"]) - Number(before["simTime"])).toBeLessThan(60_000);
  await createCluster(eks.client());
  const key = `${PLACE}/cluster/shop`;
  expect(await eks.sim("POST", "/clock/advance", { untilResource: key, status: "ACTIVE" })).toMatchObject({
    isReached: true,
  });
  expect(await eks.sim("POST", "/clock/advance", { untilResource: key, status: "FAILED" })).toMatchObject({
    isReached: false,
  });
});

test("flags win over variables, and a wrong one is named", () => {
  expect(parseOptions(["--scale", "10"], { FAKE_EKS_SCALE: "5", FAKE_EKS_START_AT: "2026-06-01T00:00:00Z" })).toEqual({
    port: 7084,
    seed: "1",
    scale: 10,
    clock: "scaled",
    startAt: Date.parse("2026-06-01T00:00:00Z"),
  });
  expect(() => parseOptions(["--scale", "0"], {})).toThrow("--scale");
  expect(parseOptions(["--help"], {})).toBe("help");
});

async function effectsOf(eks: FakeEks): Promise<unknown[]> {
  return (await eks.log("kind=effect")).map(({ operation }) => operation);
}

/** A line without what is real: instants, and ids that the SDK or the process makes. */
function withoutRealTime(line: TruthLine): unknown {
  const { realTime: _at, requestId: _id, sdkInvocationId: _invocation, detail, ...rest } = line;
  return line.kind === "clock" ? rest : { ...rest, detail };
}
