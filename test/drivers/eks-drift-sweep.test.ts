import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createPaces } from "../../activities/sweeps/pace.ts";
import { SWEEP_LIMITS } from "../../activities/sweeps/sweep-limits.ts";
import { sweepPart } from "../../activities/sweeps/sweep-part.ts";
import type { SweepPartEnd } from "../../activities/sweeps/sweep-part-types.ts";
import { digestJson } from "../../workers/digest.ts";
import { BASE } from "../e2e/eks-drift-table.ts";
import { roleArn } from "../e2e/eks-drift-row.ts";
import { memorySweepRecords, type MemorySweepRecords, type MemorySweepTarget } from "../setup/memory-sweep-records.ts";
import { eksDriftWorld, type EksDriftWorld, type Watched } from "./eks-drift-world.ts";

vi.setConfig({ testTimeout: 120_000 });

const PLACE = { cell: "eu", account: "111122223333", region: "eu-west-1" };
const VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
const IN_CLUSTER = { cluster: "main" };
let world: EksDriftWorld;
let watched: readonly Watched[];
let records: MemorySweepRecords;

beforeAll(async () => {
  world = await eksDriftWorld();
  const group = { ...IN_CLUSTER, nodeRoleArn: roleArn("nodes"), subnetIds: ["subnet-0a"], scaling: { min: 1, max: 3 } };
  const identity = { ...IN_CLUSTER, namespace: "shop", serviceAccount: "api", roleArn: roleArn("api") };
  watched = [
    await world.make("eks-cluster", { ...BASE, name: "main" }),
    await world.make("eks-nodegroup", { ...group, name: "general" }),
    await world.make("eks-nodegroup", { ...group, name: "batch" }),
    await world.make("eks-addon", { ...IN_CLUSTER, name: "vpc-cni" }),
    await world.make("eks-access-entry", {
      ...IN_CLUSTER,
      principalArn: roleArn("developers"),
      policies: [{ policyArn: VIEW }],
    }),
    await world.make("eks-pod-identity", identity),
  ];
});
beforeEach(() => void (records = memorySweepRecords(watched.map(targetOf))));
afterEach(async () => void (await world.eks.fake.sim("DELETE", "/faults")));
afterAll(async () => await world.close());

function targetOf({ kind, subject, baseline }: Watched): MemorySweepTarget {
  const { componentUid, environmentUid } = subject.id;
  const { hash, secretPaths, version } = baseline;
  const known = { ...baseline, project: "shop", componentUids: [componentUid] };
  const still = { incarnation: 1, epoch: 1, isBusy: false, mustLearn: false, hasFinding: false };
  return { componentUid, environmentUid, kind, hash, secretPaths, version, baseline: known, ...still };
}

/** One part of a sweep of the place. */
async function sweep(): Promise<SweepPartEnd> {
  const ports = {
    records,
    drivers: world.driverByKind,
    keyedHash: (value: string) => digestJson(value).slice("sha256:".length),
    digest: digestJson,
    maskOf: async () => (text: string) => text,
    now: () => performance.now(),
    turn: async () => undefined,
    paceOf: createPaces(),
    report: () => undefined,
    limits: SWEEP_LIMITS,
  };
  return await sweepPart(ports, { sweepId: "sw-1", part: 0, ...PLACE }, new AbortController().signal);
}

/** Calls of each operation so far, whatever became of them. */
async function callsSoFar(): Promise<ReadonlyMap<string, number>> {
  const { operations } = (await world.eks.fake.sim("GET", "/metrics")) as {
    readonly operations: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  const sums = Object.entries(operations).map(([name, counts]): [string, number] => [
    name,
    Object.values(counts).reduce((sum, count) => sum + count, 0),
  ]);
  return new Map(sums);
}

const whatDiffers = () =>
  watched.flatMap(({ kind, subject }) =>
    (records.findings.get(subject.id.componentUid) ?? []).map(
      ({ path, class: asClass }) => `${kind} ${path} ${asClass}`,
    ),
  );

test("a sweep of what is as wanted costs a call for each, one more for the policies of an entry, and no row", async () => {
  const before = await callsSoFar();
  expect(await sweep()).toMatchObject({ counts: { looked: 6, clean: 6, drifted: 0, failed: 0 }, problems: [] });
  const after = await callsSoFar();
  const made = [...after]
    .map(([name, count]) => [name, count - (before.get(name) ?? 0)])
    .filter(([, count]) => count !== 0);
  expect(Object.fromEntries(made)).toEqual({
    DescribeCluster: 1,
    DescribeNodegroup: 2,
    DescribeAddon: 1,
    DescribeAccessEntry: 1,
    ListAssociatedAccessPolicies: 1,
    DescribePodIdentityAssociation: 1,
  });
  expect(records.calls).toMatchObject({ baselines: 0, record: 0 });
});

test("components are of the account and region that their cell is", () => {
  const { account, region } = PLACE;
  expect(watched.map(({ drift, subject }) => drift.place?.(subject.config))).toEqual(
    watched.map(() => ({ account, region })),
  );
});

test("a place that is asked too often is left alone for a while, and then looked at to the end", async () => {
  const action = { do: "error", name: "ThrottlingException", message: "Rate exceeded" };
  await world.eks.spoil("DescribeNodegroup", action, { times: 2 });
  expect(await sweep()).toMatchObject({ counts: { looked: 6, clean: 6, failed: 0 } });
});

test("what cannot be read is not missing, and is told as not looked at", async () => {
  await world.eks.spoil("DescribeAddon", { do: "html" }, { times: "forever" });
  expect(await sweep()).toMatchObject({ counts: { looked: 5, clean: 5, drifted: 0, failed: 1 } });
  expect(whatDiffers()).toEqual([]);
});

test("what somebody has changed, and what went with a cluster, are found, each at its component", async () => {
  const [cluster, general] = watched;
  if (cluster === undefined || general === undefined) throw new Error("there is no cluster");
  await general.hands.act("UpdateNodegroupConfig", { labels: { addOrUpdateLabels: { by: "hand" } } });
  expect(await sweep()).toMatchObject({ counts: { looked: 6, clean: 5, drifted: 1 } });
  expect(whatDiffers()).toEqual(["eks-nodegroup config.labels.by extra"]);
  await cluster.hands.act("Vanish");
  expect(await sweep()).toMatchObject({ counts: { looked: 6, drifted: 6, failed: 0 } });
  expect(new Set(whatDiffers())).toEqual(new Set(watched.map(({ kind }) => `${kind} component missing`)));
  expect(records.wakes).toEqual([]);
});
