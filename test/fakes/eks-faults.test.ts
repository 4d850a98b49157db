import * as sdk from "@aws-sdk/client-eks";
import { expect, test } from "vitest";
import {
  activeCluster,
  createAddon,
  createCluster,
  passAll,
  PLACE,
  refusal,
  reset,
  ROLE,
  useFakeEks,
} from "./eks-calls.ts";

const fake = useFakeEks();
const clusterName = "shop";
const name = "shop";
const token = "a-token-of-the-caller-that-is-long-enough";

async function arm(action: object, more: object = {}): Promise<void> {
  await fake.eks.sim("POST", "/faults", { id: "fault", action, ...more });
}

async function effects(): Promise<string[]> {
  const lines = await fake.eks.log("kind=effect,delivery");
  return lines.map(({ kind, operation, outcome }) => [kind, operation, outcome].join(" "));
}

/** What the call ends with on the client's side. */
async function thrown(call: Promise<unknown>): Promise<Error> {
  const error = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof Error) return error;
  throw new Error("the call did not fail");
}

test("a reset after the effect drops the answer, not the effect; the token finds it again", async () => {
  await arm({ do: "reset", when: "after" }, { match: { operation: "CreateCluster" } });
  expect(await thrown(createCluster(fake.client, { clientRequestToken: token }))).toMatchObject({ code: "ECONNRESET" });
  await createCluster(fake.client, { clientRequestToken: token });
  expect(await effects()).toEqual([
    "effect CreateCluster new",
    "delivery CreateCluster dropped",
    "effect CreateCluster replay",
    "delivery CreateCluster true",
  ]);
});

test("the SDK itself sends the same token again, in one call", async () => {
  await arm({ do: "reset", when: "after" }, { match: { operation: "CreateCluster", sdkAttempt: 1 } });
  await createCluster(fake.eks.client({ maxAttempts: 3 }));
  const lines = await fake.eks.log("kind=effect");
  expect(lines).toMatchObject([
    { outcome: "new", sdkAttempt: 1 },
    { outcome: "replay", sdkAttempt: 2 },
  ]);
  expect(lines[1]?.["token"]).toBe(lines[0]?.["token"]);
  expect(lines[1]?.["sdkInvocationId"]).toBe(lines[0]?.["sdkInvocationId"]);
});

test("a reset before the effect has none", async () => {
  await arm({ do: "reset" });
  await thrown(createCluster(fake.client));
  expect(await effects()).toEqual([]);
});

interface Spoiler {
  readonly what: string;
  readonly action: object;
  readonly delivery: string;
  readonly errorName: string;
}

const spoilers: readonly Spoiler[] = [
  { what: "a truncated answer", action: { do: "truncate" }, delivery: "truncated", errorName: "Error" },
  { what: "a page of a proxy", action: { do: "html", when: "after" }, delivery: "altered", errorName: "SyntaxError" },
  { what: "an empty answer", action: { do: "empty", when: "after" }, delivery: "altered", errorName: "Unknown" },
  { what: "a text as timestamp", action: { do: "iso-timestamps" }, delivery: "altered", errorName: "TypeError" },
  {
    what: "an error after the fact",
    action: { do: "error", name: "ServerException", when: "after" },
    delivery: "altered",
    errorName: "ServerException",
  },
];

test.each(spoilers)("$what hides an effect that happened", async ({ action, delivery, errorName }) => {
  await arm(action);
  const error = await thrown(createCluster(fake.client));
  expect(error.name).toContain(errorName);
  expect(await effects()).toEqual(["effect CreateCluster new", `delivery CreateCluster ${delivery}`]);
});

test("errors come with any name, status, message and headers", async () => {
  await arm({ do: "error", name: "AccessDeniedException", message: "not you", retryAfterSeconds: 3 });
  const response = await fetch(`${fake.eks.url}/clusters`);
  expect([response.status, response.headers.get("retry-after")]).toEqual([403, "3"]);
  await arm({
    do: "error",
    name: "InvalidParameterException",
    message: "The specified principalArn is invalid: invalid principal.",
  });
  expect((await refusal(fake.client.send(new sdk.ListClustersCommand({})))).message).toContain("invalid principal");
});

test("a fault hits the calls it is for: by operation, resource, input, place in the order, and for a while", async () => {
  await activeCluster(fake);
  const error = { do: "error", name: "ServerException" };
  const addon = async (addonName: string) =>
    await createAddon(fake.client, addonName).then(
      () => "ok",
      () => "failed",
    );
  await arm(error, { match: { operation: ["CreateAddon"], resource: "*/addon/shop/vpc-*" }, times: "forever" });
  expect([await addon("kube-proxy"), await addon("vpc-cni")]).toEqual(["ok", "failed"]);
  await arm(error, { match: { input: { addonName: "coredns" } }, forSeconds: 20, times: "forever" });
  expect([await addon("coredns"), await addon("metrics-server")]).toEqual(["failed", "ok"]);
  await fake.eks.sim("POST", "/clock/advance", { seconds: 21 });
  expect(await addon("coredns")).toBe("ok");
  await arm(error, { match: { operation: "ListClusters" }, after: 1 });
  const list = async () =>
    await fake.client.send(new sdk.ListClustersCommand({})).then(
      () => "ok",
      () => "failed",
    );
  expect([await list(), await list(), await list()]).toEqual(["ok", "failed", "ok"]);
  expect(await fake.eks.sim("GET", "/faults")).toMatchObject({ faults: [{ injected: 1, matched: 2 }] });
  await fake.eks.sim("DELETE", "/faults");
  expect(await fake.eks.sim("GET", "/faults")).toEqual({ faults: [] });
});

test("a call that the network delivers twice has one effect", async () => {
  await arm({ do: "duplicate" });
  await createCluster(fake.client, { clientRequestToken: token });
  expect(await effects()).toEqual([
    "effect CreateCluster new",
    "effect CreateCluster replay",
    "delivery CreateCluster true",
  ]);
});

test("answers can show unknown values, null lists, stale data and other pages", async () => {
  await activeCluster(fake);
  const read = async () => (await fake.client.send(new sdk.DescribeClusterCommand({ name }))).cluster;
  await arm({ do: "rewrite", path: "cluster.status", value: "REPAIRING" });
  expect((await read())?.status).toBe("REPAIRING");
  await fake.eks.sim("POST", "/clock/advance", { seconds: 600 });
  await arm({ do: "null-lists" });
  expect((await read())?.resourcesVpcConfig?.subnetIds ?? []).toEqual([]);
  await fake.client.send(new sdk.UpdateClusterVersionCommand({ name, version: "1.34" }));
  await fake.eks.sim("POST", "/clock/advance", { seconds: 60 });
  await arm({ do: "stale", seconds: 120 });
  expect([(await read())?.status, (await read())?.status]).toEqual(["ACTIVE", "UPDATING"]);
  await arm({ do: "page", how: "lose" });
  expect((await fake.client.send(new sdk.ListClustersCommand({}))).clusters).toEqual([]);
});

test("a skewed date, a hidden lock, a jump of the clock and another user can be put before a call", async () => {
  await activeCluster(fake);
  await arm({ do: "date", skewSeconds: 864_000 });
  const response = await fetch(`${fake.eks.url}/clusters`);
  expect(Date.parse(response.headers.get("date") ?? "") - Date.now()).toBeGreaterThan(800_000_000);
  const update = async () =>
    await fake.client.send(new sdk.UpdateClusterConfigCommand({ name, deletionProtection: true }));
  await arm({ do: "lock", seconds: 900 });
  expect((await refusal(update())).name).toBe("ResourceInUseException");
  await arm({ do: "clock", seconds: 901 });
  await update();
  await passAll(fake.eks);
  const change = { operation: "DeleteAccessEntry", input: { clusterName, principalArn: ROLE } };
  await fake.client.send(new sdk.CreateAccessEntryCommand({ clusterName, principalArn: ROLE }));
  await arm({ do: "outside", change }, { match: { operation: "DescribeAccessEntry" } });
  const gone = await refusal(fake.client.send(new sdk.DescribeAccessEntryCommand({ clusterName, principalArn: ROLE })));
  expect(gone.name).toBe("ResourceNotFoundException");
});

test("a slow transition takes so much longer, a stuck one ends when it is completed by hand", async () => {
  await arm({ do: "override", override: { do: "slow", factor: 10 } }, { match: { operation: "CreateCluster" } });
  await createCluster(fake.client);
  await fake.eks.sim("POST", "/clock/advance", { seconds: 4000 });
  expect((await fake.client.send(new sdk.DescribeClusterCommand({ name }))).cluster?.status).toBe("CREATING");
  await passAll(fake.eks);
  await arm({ do: "override", override: { do: "stick" } });
  const { update } = await fake.client.send(new sdk.UpdateClusterVersionCommand({ name, version: "1.34" }));
  await fake.eks.sim("POST", "/clock/advance", { seconds: 86_400 });
  const follow = new sdk.DescribeUpdateCommand({ name, updateId: update?.id ?? "" });
  expect((await fake.client.send(follow)).update?.status).toBe("InProgress");
  await fake.eks.sim("POST", `/resources/${encodeURIComponent(`${PLACE}/cluster/shop`)}/complete`);
  expect((await fake.client.send(follow)).update?.status).toBe("Successful");
});

test("a call that hangs is given up by its client, and its effect stays", async () => {
  await arm({ do: "hang", when: "after" });
  const impatient = new AbortController();
  const sent = createClusterWith(impatient.signal);
  await fake.eks.log("kind=effect&waitMs=10000");
  impatient.abort();
  expect((await thrown(sent)).name).toBe("AbortError");
  expect(await effects()).toEqual(["effect CreateCluster new", "delivery CreateCluster dropped"]);
});

test("with probability half, about half of the calls are hit, the same ones for the same seed", async () => {
  const hits = async () => {
    await reset(fake.eks, {});
    await arm({ do: "error", name: "ServerException" }, { times: "forever", probability: 0.5 });
    const outcomes: boolean[] = [];
    for (let count = 0; count < 20; count += 1) outcomes.push((await fetch(`${fake.eks.url}/clusters`)).ok);
    return outcomes;
  };
  const first = await hits();
  expect(first.filter(Boolean).length).toBeGreaterThan(4);
  expect(first.filter(Boolean).length).toBeLessThan(16);
  expect(await hits()).toEqual(first);
});

async function createClusterWith(abortSignal: AbortSignal): Promise<void> {
  const resourcesVpcConfig = { subnetIds: ["subnet-a", "subnet-b"] };
  await fake.client.send(new sdk.CreateClusterCommand({ name, roleArn: ROLE, resourcesVpcConfig }), { abortSignal });
}
