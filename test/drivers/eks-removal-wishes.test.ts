import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { eksAddonDriver } from "../../activities/components/eks-addon/driver.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import type { EksPorts } from "../../activities/components/eks/eks-driver.ts";
import { makeSubject, newToken, removal } from "../contracts/driver.ts";
import { converge, convergeAway } from "./eks-converging.ts";
import { eksWorld, type EksWorld } from "./eks-world.ts";
import { memoryEks, sdkError } from "./memory-eks.ts";
import { memoryNotes } from "./memory-notes.ts";

vi.setConfig({ testTimeout: 60_000 });
const never = () => new AbortController().signal;
const look = () => ({ waitMs: 0, signal: never() });
const CLUSTER = {
  name: "main",
  version: "1.35",
  roleArn: "arn:aws:iam::111122223333:role/eks",
  subnetIds: ["subnet-1", "subnet-2"],
};

let world: EksWorld;
beforeAll(async () => void (world = await eksWorld()));
afterAll(async () => await world.close());

/** A cluster in memory that was brought about with one wish for its protection, and is asked for with another. */
async function wished(before: string, after: string) {
  const outside = memoryEks();
  const driver = eksClusterDriver({
    eks: outside.eks,
    notes: memoryNotes(),
    now: () => 0,
    goneLimits: { looks: 3, everyMs: 0 },
  });
  const first = makeSubject(driver.config.parse({ ...CLUSTER, deletionProtection: before }));
  await driver.apply(first, never());
  await driver.observe(first, look());
  const config = driver.config.parse({ ...CLUSTER, deletionProtection: after, logging: ["api"] });
  return { outside, driver, subject: { ...first, token: newToken(), config } };
}

test("a cluster whose newest config was refused by EKS is kept as that config says", async () => {
  const { outside, driver, subject } = await wished("on", "strict");
  outside.before = ({ operation }) => {
    if (operation === "updateClusterConfig") throw sdkError("InvalidParameterException", "no such log", 400);
  };
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "COMPONENT_FAILED" });
  outside.before = () => undefined;
  await expect(driver.remove(removal(subject, "component"), never())).rejects.toMatchObject({
    code: "RESOURCE_IN_USE",
    message: expect.stringContaining("config.deletionProtection is strict"),
  });
  expect(outside.writes()).toEqual(["createCluster", "updateClusterConfig"]);
});

test("a cluster that changes, and never became ready with its newest config, is kept as that config says", async () => {
  const { outside, driver, subject } = await wished("off", "strict");
  const [cluster] = outside.clusters.values();
  outside.clusters.set("main", { ...cluster, status: "UPDATING" });
  expect(await driver.observe(subject, look())).toMatchObject({ state: "changing" });
  await expect(driver.remove(removal(subject, "component"), never())).rejects.toMatchObject({
    code: "RESOURCE_IN_USE",
    message: expect.stringContaining("take strict out of the config"),
  });
  expect(outside.writes()).toEqual(["createCluster"]);
});

test("a cluster that is to be free, and is protected still, is set free by whoever protected it", async () => {
  const { outside, driver, subject } = await wished("on", "off");
  outside.before = ({ operation }) => {
    if (operation === "updateClusterConfig") throw sdkError("ServerException", "away", 500);
  };
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  outside.before = () => undefined;
  expect(await driver.remove(removal(subject, "component"), never())).toBe("going");
  expect(outside.sent.at(-1)).toMatchObject({ operation: "updateClusterConfig", input: { deletionProtection: false } });
});

test.each([
  { status: "DELETING", end: "going" },
  { status: "ACTIVE", end: 'in it there are Fargate profile "theirs"' },
  { status: "CREATING", end: 'in it there are Fargate profile "theirs"' },
  { status: "DELETE_FAILED", end: 'in it there are Fargate profile "theirs"' },
])("a Fargate profile of somebody that is $status in a cluster that is to go: $end", async ({ status, end }) => {
  const { outside, driver, subject } = await wished("off", "off");
  outside.profiles.set("theirs", status);
  const removed = driver.remove(removal(subject, "component"), never());
  if (end === "going") expect(await removed).toBe("going");
  else await expect(removed).rejects.toMatchObject({ code: "RESOURCE_IN_USE", message: expect.stringContaining(end) });
  expect(outside.writes()).toEqual(["createCluster"]);
  outside.profiles.clear();
  expect(await driver.remove(removal(subject, "component"), never())).toBe("gone");
});

test("the software of an add-on stays as its newest config says, although that never came about", async () => {
  await world.makeCluster("shared");
  const deletions: object[] = [];
  const deleteAddon: EksPorts["eks"]["deleteAddon"] = async (input, signal) => {
    deletions.push(input);
    return await world.ports.eks.deleteAddon(input, signal);
  };
  const driver = eksAddonDriver({ ...world.ports, eks: { ...world.ports.eks, deleteAddon } });
  const config = { cluster: "shared", name: "vpc-cni", version: "v1.20.4-eksbuild.2" };
  const subject = makeSubject(driver.config.parse(config));
  await converge(driver, subject);
  await world.spoil("UpdateAddon", { do: "error", name: "InvalidParameterException", status: 400 });
  const newer = driver.config.parse({ ...config, version: "v1.21.1-eksbuild.3", keepOnRemoval: true });
  const end = { state: "refused", code: "COMPONENT_FAILED" };
  expect(await converge(driver, { ...subject, token: newToken(), config: newer })).toMatchObject({ end });
  await convergeAway(driver, removal(subject, "component"));
  expect(deletions).toMatchObject([{ addonName: "vpc-cni", preserve: true }]);
});

test("a cell that was moved to another account or region touches nothing of what it has made where it was, and says so", async () => {
  const outside = memoryEks();
  const notes = memoryNotes();
  const at = (region: string) =>
    eksClusterDriver({
      eks: outside.eks,
      notes,
      now: () => 0,
      goneLimits: { looks: 1, everyMs: 0 },
      eksPlace: { account: "111122223333", region },
    });
  const subject = makeSubject(at("eu-west-1").config.parse(CLUSTER));
  await at("eu-west-1").apply(subject, never());
  outside.sent.length = 0;
  const elsewhere = at("eu-north-1");
  const refused = {
    code: "COMPONENT_FAILED",
    message: expect.stringContaining("is in account 111122223333, eu-west-1") as string,
  };
  await expect(elsewhere.remove(removal(subject, "component"), never())).rejects.toMatchObject(refused);
  await expect(elsewhere.observe(subject, look())).rejects.toMatchObject(refused);
  await expect(elsewhere.apply({ ...subject, token: newToken() }, never())).rejects.toMatchObject(refused);
  expect(outside.sent).toEqual([]);
  await at("eu-west-1").remove(removal(subject, "component"), never());
  expect(outside.writes()).toEqual(["deleteCluster"]);
});
