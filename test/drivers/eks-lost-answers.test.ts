import { afterEach, expect, test, vi } from "vitest";
import { eksAccessEntryDriver } from "../../activities/components/eks-access-entry/driver.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { eksPodIdentityDriver } from "../../activities/components/eks-pod-identity/driver.ts";
import { makeSubject, newToken, removal } from "../contracts/driver.ts";
import { converge, convergeAway } from "./eks-converging.ts";
import { AT_ONCE, eksWorld, type EksWorld } from "./eks-world.ts";
import { memoryNotes } from "./memory-notes.ts";

const ROLE = "arn:aws:iam::111122223333:role/eks";
const CLUSTER = { name: "main", version: "1.35", roleArn: ROLE, subnetIds: ["subnet-1", "subnet-2"] };

vi.setConfig({ testTimeout: 120_000 });
const worlds: EksWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function start(config: object = AT_ONCE, answerMs?: number) {
  const world = await eksWorld(config, answerMs);
  worlds.push(world);
  const clusters = eksClusterDriver(world.ports);
  const subject = makeSubject(clusters.config.parse(CLUSTER));
  return { world, clusters, subject };
}

test.each([
  { what: "is cut off", action: { do: "reset", when: "after" } },
  { what: "is a page of a proxy", action: { do: "html", when: "after" } },
  { what: "is empty", action: { do: "empty", when: "after" } },
  { what: "is cut in half", action: { do: "truncate" } },
  { what: "has times that nobody can read", action: { do: "iso-timestamps" } },
  { what: "is that the server failed", action: { do: "error", name: "ServerException", when: "after" } },
])("a cluster whose creation had an effect and whose answer $what is made once", async ({ action }) => {
  const { world, clusters, subject } = await start();
  await world.spoil("CreateCluster", action);
  expect(await converge(clusters, subject)).toMatchObject({ end: { state: "ready" }, busy: 1 });
  expect(await world.done()).toEqual(["CreateCluster"]);
});

test("a cluster whose creation had an effect and whose answer never comes is made once", async () => {
  const { world, clusters, subject } = await start(AT_ONCE, 2_000);
  await world.spoil("CreateCluster", { do: "hang", when: "after" });
  const { end, busy } = await converge(clusters, subject);
  expect([end.state, busy > 0]).toEqual(["ready", true]);
  expect(await world.done()).toEqual(["CreateCluster"]);
});

test("looks that are spoilt lose nothing", async () => {
  const { world, clusters, subject } = await start();
  await world.spoil("DescribeCluster", { do: "html", status: 503 }, { times: 3, after: 1 });
  await world.spoil("DescribeCluster", { do: "error", name: "ThrottlingException" }, { times: 1, after: 2 });
  await world.spoil("DescribeCluster", { do: "null-lists" }, { times: 2, after: 4 });
  expect(await converge(clusters, subject)).toMatchObject({ end: { state: "ready" } });
  expect(await world.done()).toEqual(["CreateCluster"]);
});

test("a cluster whose token has expired is told by its tags, and adopted", async () => {
  const { world, clusters, subject } = await start({ ...AT_ONCE, replayMode: "off" });
  await world.spoil("CreateCluster", { do: "reset", when: "after" });
  await world.spoil("DescribeCluster", { do: "error", name: "ResourceNotFoundException" }, { times: 3 });
  expect(await converge(clusters, subject)).toMatchObject({ end: { state: "ready" } });
  expect(await world.done()).toEqual(["CreateCluster"]);
});

test("a cluster of that name that somebody else has made is reported, and nothing is done to it", async () => {
  const { world, clusters, subject } = await start();
  await world.makeCluster("main");
  const before = await world.done();
  expect(await converge(clusters, subject)).toMatchObject({ end: { state: "refused", code: "NOT_OURS" } });
  await convergeAway(clusters, removal(subject, "component"));
  expect(await world.done()).toEqual(before);
});

test("an association whose answer was lost is found by what it is for", async () => {
  const { world } = await start({ ...AT_ONCE, replayMode: "off" });
  await world.makeCluster("main");
  const associations = eksPodIdentityDriver(world.ports);
  const config = { cluster: "main", namespace: "shop", serviceAccount: "api", roleArn: ROLE };
  const subject = makeSubject(associations.config.parse(config));
  await world.spoil("CreatePodIdentityAssociation", { do: "reset", when: "after" });
  expect(await converge(associations, subject)).toMatchObject({
    end: { state: "ready", outputs: { associationId: expect.stringMatching(/^a-/) } },
  });
  expect(await world.effects("CreatePodIdentityAssociation")).toBe(1);
});

test("a principal that is not known yet is waited for, and its entry is made once", async () => {
  const { world } = await start();
  await world.makeCluster("main");
  const entries = eksAccessEntryDriver(world.ports);
  const subject = makeSubject(entries.config.parse({ cluster: "main", principalArn: `${ROLE}-new` }));
  const message = "The specified principalArn is invalid: invalid principal.";
  await world.spoil("CreateAccessEntry", { do: "error", name: "InvalidParameterException", message }, { times: 3 });
  expect(await converge(entries, subject)).toMatchObject({ end: { state: "ready" }, busy: 3 });
  expect(await world.effects("CreateAccessEntry")).toBe(1);
});

test("another parameter that is wrong is a failure at once", async () => {
  const { world, clusters, subject } = await start();
  const wrong = { ...subject, config: { ...subject.config, version: "1.99" } };
  expect(await converge(clusters, wrong)).toMatchObject({
    end: { state: "refused", code: "COMPONENT_FAILED" },
    busy: 0,
  });
  expect(await world.done()).toEqual([]);
});

test("a deletion whose answer was lost is done once, and nothing else is deleted", async () => {
  const { world, clusters, subject } = await start();
  await converge(clusters, subject);
  await world.spoil("DeleteCluster", { do: "reset", when: "after" });
  await convergeAway(clusters, removal(subject, "component"));
  expect(await world.done()).toEqual(["CreateCluster", "DeleteCluster"]);
});

test("a cluster that somebody has deleted and made again is left alone", async () => {
  const { world, clusters, subject } = await start();
  await converge(clusters, subject);
  await world.outside("Vanish", { resource: await world.keyOf("CreateCluster") });
  await world.fake.sim("POST", "/clock/advance", { seconds: 60 });
  await world.makeCluster("main");
  const before = await world.done();
  const changed = { ...subject, token: newToken(), config: { ...subject.config, logging: ["api" as const] } };
  expect(await converge(clusters, changed)).toMatchObject({ end: { state: "failed", code: "NOT_OURS" } });
  await convergeAway(clusters, removal(subject, "component"));
  expect(await world.done()).toEqual(before);
});

test("a name that is not free yet is waited for", async () => {
  const { world, clusters, subject } = await start();
  await converge(clusters, subject);
  await convergeAway(clusters, removal(subject, "incarnation"));
  const taken = { do: "error", name: "ResourceInUseException", message: "Cluster already exists with name: main" };
  await world.spoil("CreateCluster", taken, { times: 3 });
  const next = { ...subject, incarnation: 2, token: newToken() };
  expect(await converge(clusters, next)).toMatchObject({ end: { state: "ready" }, busy: 3 });
  expect(await world.done()).toEqual(["CreateCluster", "DeleteCluster", "CreateCluster"]);
});

test("notes that are lost are made up from the tags", async () => {
  const { world, clusters, subject } = await start();
  await converge(clusters, subject);
  const forgetful = eksClusterDriver({ ...world.ports, notes: memoryNotes() });
  expect(await converge(forgetful, subject)).toMatchObject({ end: { state: "ready" } });
  await convergeAway(forgetful, removal(subject, "component"));
  expect(await world.done()).toEqual(["CreateCluster", "DeleteCluster"]);
});
