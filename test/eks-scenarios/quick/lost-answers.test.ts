import { expect } from "vitest";
import { AT_ONCE } from "../../drivers/eks-world.ts";
import { scenario } from "../scenario.ts";
import { ROLES } from "../scenario-world.ts";

const LATE = { ...AT_ONCE, lag: { ...AT_ONCE.lag, cluster: 10 } };

scenario(
  "in-call retry",
  async ({ wishes, spoil, calls, pass }) => {
    const cluster = wishes.cluster();
    await spoil("CreateCluster", { do: "reset", when: "after" });
    await expect(cluster.act()).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
    // Nothing shows it yet. The SDK makes one attempt; who called it makes the second.
    expect(await cluster.look()).toEqual({ state: "absent" });
    await cluster.act();
    const lines = await calls("CreateCluster");
    expect(lines.map(({ outcome }) => outcome)).toEqual(["new", "replay"]);
    expect(new Set(lines.map(({ token }) => token)).size).toBe(1);
    await pass(3_600);
    expect(await cluster.bring()).toMatchObject({ end: { state: "ready" } });
    expect(await calls("CreateCluster")).toHaveLength(2);
  },
  { config: LATE, clock: "manual" },
);

scenario("foreign name", async ({ wishes, makeCluster, done }) => {
  const cluster = wishes.cluster();
  await makeCluster("main");
  const before = await done();
  expect(await cluster.bring()).toMatchObject({ end: { state: "refused", code: "NOT_OURS" } });
  await cluster.takeAway();
  expect(await done()).toEqual(before);
});

scenario(
  "association without name",
  async ({ wishes, makeCluster, spoil, effects }) => {
    const association = wishes.association();
    await makeCluster("main");
    await spoil("CreatePodIdentityAssociation", { do: "reset", when: "after" });
    expect(await association.bring()).toMatchObject({
      end: { state: "ready", outputs: { associationId: expect.stringMatching(/^a-/) } },
    });
    expect(await effects("CreatePodIdentityAssociation")).toBe(1);
  },
  { config: { ...AT_ONCE, replayMode: "off" } },
);

scenario("auto-created entry", async ({ wishes, makeCluster, calls, effects }) => {
  await makeCluster("main");
  await wishes.nodegroup().bring();
  const entry = wishes.entry({ principalArn: `${ROLES}/nodes`, type: "EC2_LINUX" });
  expect(await entry.bring()).toMatchObject({ end: { state: "refused", code: "NOT_OURS" } });
  expect(await calls("UpdateAccessEntry")).toEqual([]);
  expect(await effects("CreateAccessEntry")).toBe(0);
  await entry.takeAway();
  expect(await calls("DeleteAccessEntry")).toEqual([]);
});

scenario("delete twice", async ({ wishes, spoil, done }) => {
  const cluster = wishes.cluster();
  await cluster.bring();
  await spoil("DeleteCluster", { do: "reset", when: "after" });
  await spoil("DescribeCluster", { do: "error", name: "ResourceNotFoundException" }, { after: 1 });
  await cluster.takeAway();
  expect(await done()).toEqual(["CreateCluster", "DeleteCluster"]);
});

scenario("ABA", async ({ wishes, outside, keyOf, pass, makeCluster, done }) => {
  const cluster = wishes.cluster();
  await cluster.bring();
  const changed = cluster.asks({ logging: ["api"] });
  expect(await changed.look()).toMatchObject({ state: "differs" });
  await outside("Vanish", { resource: await keyOf("CreateCluster") });
  await pass(60);
  await makeCluster("main");
  const before = await done();
  expect(await changed.bring()).toMatchObject({ end: { state: "failed", code: "NOT_OURS" } });
  await cluster.takeAway();
  expect(await done()).toEqual(before);
});

scenario(
  "recreate too early",
  async ({ wishes, done, calls }) => {
    const cluster = wishes.cluster();
    await cluster.bring();
    await cluster.takeAway("incarnation");
    const { end, busy } = await cluster.nextLife().bring();
    expect([end.state, busy > 0]).toEqual(["ready", true]);
    expect(await done()).toEqual(["CreateCluster", "DeleteCluster", "CreateCluster"]);
    const [, ...again] = await calls("CreateCluster");
    expect(again.map(({ outcome }) => outcome)).toEqual([...Array(busy).fill("ResourceInUseException"), "new"]);
    expect(new Set(again.map(({ token }) => token)).size).toBe(1);
  },
  { clock: "manual", config: { ...AT_ONCE, deletedNameSeconds: 30 } },
);

scenario("empty name guard", async ({ wishes, ports, fake, spoil }) => {
  const cluster = wishes.cluster();
  await cluster.bring();
  const { id, incarnation } = cluster.subject;
  await ports.notes.write(id.componentUid, incarnation, { target: { name: "" } });
  await spoil("DeleteCluster", { do: "delay", ms: 0 }, { times: "forever" });
  await expect(cluster.takeAway()).rejects.toThrow(/without "name" is not sent/);
  expect((await fake.log("kind=driver_bug,effect")).map(({ operation }) => operation)).toEqual(["CreateCluster"]);
});
