import { expect, test } from "vitest";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
import { makeSubject, newToken, removal } from "../contracts/driver.ts";
import { memoryCluster, type MemoryCluster } from "./memory-cluster.ts";
import { sdkError } from "./memory-eks.ts";
import { memoryNotes } from "./memory-notes.ts";

const never = () => new AbortController().signal;
const look = () => ({ waitMs: 0, signal: never() });
const FRESH = { freshMs: 120_000 };

/** Lets looks at clusters find nothing, so many times. */
function hide({ outside }: MemoryCluster, times: number): void {
  let left = times;
  outside.before = ({ operation }) => {
    if (operation !== "describeCluster" || left <= 0) return;
    left -= 1;
    throw sdkError("ResourceNotFoundException", "No cluster found for name: main.", 404);
  };
}

/** Makes the cluster that is there one of the life before this one. */
function asEarlierLife({ clusters }: MemoryCluster, status: string): void {
  const [cluster] = clusters.values();
  const tags = { ...cluster?.tags, "holdfast:incarnation": "1" };
  clusters.set("main", { ...cluster, tags, status: status as "ACTIVE" });
}

test("a cluster that was made and is not shown yet is waited for, also when it was shown once", async () => {
  const here = memoryCluster(FRESH);
  const { driver, ofConfig, pass } = here;
  const subject = ofConfig();
  hide(here, 2);
  await driver.apply(subject, never());
  hide(here, 1);
  expect(await driver.observe(subject, look())).toMatchObject({
    state: "changing",
    reason: 'EKS does not show "main" yet',
  });
  expect(await driver.observe(subject, look())).toMatchObject({ state: "ready" });
  hide(here, 9);
  pass(119_000);
  expect(await driver.observe(subject, look())).toMatchObject({ state: "changing" });
  pass(1_000);
  expect(await driver.observe(subject, look())).toMatchObject({ state: "gone" });
  expect(here.writes()).toEqual(["createCluster"]);
});

test("a creation that EKS has not answered is asked for again at once", async () => {
  const here = memoryCluster(FRESH);
  const { driver, outside, ofConfig } = here;
  const subject = ofConfig();
  outside.before = ({ operation }) => {
    if (operation === "createCluster") throw sdkError("TimeoutError", "socket hang up");
  };
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  expect(await driver.observe(subject, look())).toEqual({ state: "absent" });
});

test("a cluster whose creation nobody knows the end of is not left behind by a deletion", async () => {
  const here = memoryCluster(FRESH);
  const { driver, outside, ofConfig, pass, clusters } = here;
  const subject = ofConfig();
  outside.after = ({ operation }) => {
    if (operation === "createCluster") throw sdkError("TimeoutError", "socket hang up");
  };
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  const asked = removal(subject, "component");
  hide(here, 1);
  expect(await driver.remove(asked, never())).toBe("going");
  expect(await driver.remove(asked, never())).toBe("gone");
  expect([clusters.size, here.writes()]).toEqual([0, ["createCluster", "deleteCluster"]]);
  // One that never comes up is gone after a while.
  const unborn = ofConfig();
  outside.after = () => undefined;
  outside.before = ({ operation }) => {
    if (operation === "createCluster") throw sdkError("TimeoutError", "socket hang up");
  };
  await expect(driver.apply(unborn, never())).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  expect(await driver.remove(removal(unborn, "component"), never())).toBe("going");
  pass(120_000);
  expect(await driver.remove(removal(unborn, "component"), never())).toBe("gone");
});

test("a cluster whose creation was refused is gone at once", async () => {
  const { driver, outside, ofConfig } = memoryCluster(FRESH);
  const subject = ofConfig();
  outside.before = ({ operation }) => {
    if (operation === "createCluster") throw sdkError("AccessDeniedException", "not authorized", 403);
  };
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_DENIED" });
  expect(await driver.remove(removal(subject, "component"), never())).toBe("gone");
});

test("the cluster of an earlier life that is being deleted is waited for", async () => {
  const here = memoryCluster(FRESH);
  const { driver, ofConfig, clusters, pass } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  asEarlierLife(here, "DELETING");
  const next = { ...subject, incarnation: 2, token: newToken() };
  await expect(driver.apply(next, never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
  pass(1_000_000);
  await expect(driver.apply(next, never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
  expect(await driver.observe(next, look())).toMatchObject({
    state: "changing",
    reason: '"main" of another life of this component is being deleted',
  });
  clusters.clear();
  await driver.apply(next, never());
  expect(await driver.observe(next, look())).toMatchObject({ state: "ready" });
});

test("the cluster of an earlier life that has gone and is shown still is waited for, for two minutes", async () => {
  const here = memoryCluster(FRESH);
  const { driver, ofConfig, pass } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  asEarlierLife(here, "ACTIVE");
  const next = { ...subject, incarnation: 2, token: newToken() };
  await expect(driver.apply(next, never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
  expect(await driver.observe(next, look())).toMatchObject({ state: "changing" });
  pass(120_000);
  await expect(driver.apply(next, never())).rejects.toMatchObject({ code: "NOT_OURS" });
  expect(await driver.observe(next, look())).toMatchObject({ state: "failed", code: "NOT_OURS" });
});

test.each([
  { misses: 2, code: "CLOUD_BUSY" },
  { misses: 3, code: "COMPONENT_FAILED" },
])(
  "a cluster that $misses looks do not find makes a node group in it wait or fail: $code",
  async ({ misses, code }) => {
    const here = memoryCluster();
    await here.driver.apply(here.ofConfig(), never());
    const { outside } = here;
    const goneLimits = { looks: 3, everyMs: 0 };
    const nodegroups = eksNodegroupDriver({ eks: outside.eks, notes: memoryNotes(), now: () => 0, goneLimits });
    const config = {
      cluster: "main",
      name: "general",
      nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
      subnetIds: ["subnet-1"],
      scaling: { min: 1, max: 3 },
    };
    hide(here, misses);
    const { before } = outside;
    outside.before = (sent) => {
      if (sent.operation === "createNodegroup") throw sdkError("ResourceNotFoundException", "No cluster found", 404);
      before(sent);
    };
    const subject = makeSubject(nodegroups.config.parse(config));
    await expect(nodegroups.apply(subject, never())).rejects.toMatchObject({ code });
  },
);

test("a tag of a creation whose answer was lost is taken off where the next config drops it", async () => {
  const { driver, outside, ofConfig, config } = memoryCluster();
  const subject = ofConfig({ tags: { team: "shop" } });
  outside.after = ({ operation }) => {
    if (operation === "createCluster") throw sdkError("TimeoutError", "socket hang up");
  };
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  // Where it is not shown yet, it is asked for once more, with another wish.
  outside.after = () => undefined;
  let isHidden = true;
  outside.before = ({ operation }) => {
    if (operation !== "describeCluster" || !isHidden) return;
    isHidden = false;
    throw sdkError("ResourceNotFoundException", "No cluster found for name: main.", 404);
  };
  await driver.apply({ ...subject, token: newToken(), config: config({ tags: { stage: "prod" } }) }, never());
  const [untagged] = outside.sent.filter(({ operation }) => operation === "untagResource");
  expect(untagged?.input).toMatchObject({ tagKeys: ["team"] });
});

test("the cluster of an earlier life that is shown before this life has asked for anything is no stranger", async () => {
  const here = memoryCluster(FRESH);
  const { driver, ofConfig, clusters } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  asEarlierLife(here, "ACTIVE");
  const next = { ...subject, incarnation: 2, token: newToken() };
  expect(await driver.observe(next, look())).toEqual({ state: "absent" });
  await expect(driver.apply(next, never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
  clusters.clear();
  await driver.apply(next, never());
  expect(await driver.observe(next, look())).toMatchObject({ state: "ready" });
});

test.each(["arn", "createdAt"] as const)(
  "a look that does not tell the %s of a cluster tells nothing of whose it is",
  async (member) => {
    const { driver, ofConfig, clusters } = memoryCluster();
    const subject = ofConfig();
    await driver.apply(subject, never());
    const [cluster] = clusters.values();
    clusters.set("main", { ...cluster, [member]: undefined });
    await expect(driver.observe(subject, look())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
    await expect(driver.remove(removal(subject, "component"), never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
    clusters.set("main", { ...cluster });
    expect(await driver.observe(subject, look())).toMatchObject({ state: "ready" });
  },
);
