import assert from "node:assert/strict";
import { DescribeNodegroupCommand } from "@aws-sdk/client-eks";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
import { converge, convergeAway } from "../drivers/eks-converging.ts";
import { type Case, changed, portsOn, removalOf, ROLE, subjectOf, SUBNETS, unique } from "./case.ts";
import type { Wire } from "./wire.ts";

/** A cluster, and a node group in it that is not made yet; `end` takes both away. */
async function startNodegroup(wire: Wire, more: object = {}) {
  const clusters = eksClusterDriver(portsOn(wire));
  const cluster = unique("main");
  const place = { version: wire.kubernetes, roleArn: ROLE, subnetIds: SUBNETS };
  const its = subjectOf("cluster", clusters.config.parse({ name: cluster, ...place }));
  assert.equal((await converge(clusters, its)).end.state, "ready");
  const driver = eksNodegroupDriver(portsOn(wire));
  const base = {
    cluster,
    name: "general",
    nodeRoleArn: ROLE,
    subnetIds: SUBNETS,
    scaling: { min: 1, max: 3, desired: 2 },
  };
  const configOf = (others: object) => driver.config.parse({ ...base, ...others });
  const subject = subjectOf("nodes", configOf(more));
  return {
    driver,
    configOf,
    subject,
    async there() {
      const named = { clusterName: cluster, nodegroupName: "general" };
      const { nodegroup } = await wire.other.eks.send(new DescribeNodegroupCommand(named));
      assert(nodegroup !== undefined, "there is no node group");
      return nodegroup;
    },
    async end() {
      await convergeAway(driver, removalOf(subject));
      await convergeAway(clusters, removalOf(its));
    },
  };
}

async function ready<Config>(...[driver, subject]: Parameters<typeof converge<Config>>) {
  const { end } = await converge(driver, subject);
  assert.equal(end.state, "ready", JSON.stringify(end));
}

/** What holds for node groups. */
export const NODEGROUP_CASES: readonly Case[] = [
  {
    says: "a node group is made with our tags, and goes before its cluster",
    async run(wire) {
      const { driver, subject, there, end } = await startNodegroup(wire, { labels: { pool: "general" } });
      await ready(driver, subject);
      const { labels, scalingConfig, tags = {} } = await there();
      assert.deepEqual([labels, scalingConfig], [{ pool: "general" }, { minSize: 1, maxSize: 3, desiredSize: 2 }]);
      assert.equal(tags["holdfast:component"], subject.id.componentUid);
      await end();
    },
  },
  {
    says: "scaling, labels and taints are changed in place by one update, and then nothing differs",
    async run(wire) {
      const { driver, subject, configOf, there, end } = await startNodegroup(wire, { labels: { a: "1", b: "2" } });
      await ready(driver, subject);
      const { nodegroupArn: born } = await there();
      const taints = [{ key: "batch", value: "true", effect: "NO_SCHEDULE" }];
      const wish = { scaling: { min: 2, max: 6, desired: 4 }, labels: { a: "9", c: "3" }, taints };
      const before = wire.used.get("eks updateNodegroupConfig")?.answered ?? 0;
      await ready(driver, changed(subject, configOf(wish)));
      const { labels, taints: seen, scalingConfig, nodegroupArn } = await there();
      assert.deepEqual([labels, seen], [{ a: "9", c: "3" }, taints]);
      assert.deepEqual(scalingConfig, { minSize: 2, maxSize: 6, desiredSize: 4 });
      assert.equal(nodegroupArn, born);
      assert.equal((wire.used.get("eks updateNodegroupConfig")?.answered ?? 0) - before, 1);
      await end();
    },
  },
  {
    says: "a size that somebody else has asked for stays until the wish for it is changed",
    async run(wire) {
      const { driver, subject, configOf, there, end } = await startNodegroup(wire);
      await ready(driver, subject);
      const scaled = { clusterName: subject.config.cluster, nodegroupName: "general" };
      await wire.eks.updateNodegroupConfig(
        { ...scaled, scalingConfig: { desiredSize: 3 }, clientRequestToken: "a".repeat(40) },
        new AbortController().signal,
      );
      await ready(driver, changed(subject, configOf({ labels: { a: "1" } })));
      const { scalingConfig, labels } = await there();
      assert.deepEqual([scalingConfig?.desiredSize, labels], [3, { a: "1" }]);
      await end();
    },
  },
  {
    says: "tags of a node group change",
    notOnMoto: "TagResource is served for clusters only",
    async run(wire) {
      const { driver, subject, configOf, there, end } = await startNodegroup(wire, { tags: { team: "shop" } });
      await ready(driver, subject);
      await ready(driver, changed(subject, configOf({ tags: { team: "pay" } })));
      assert.equal((await there()).tags?.["team"], "pay");
      await end();
    },
  },
];
