import assert from "node:assert/strict";
import {
  CreateClusterCommand,
  CreateNodegroupCommand,
  DeleteNodegroupCommand,
  DescribeClusterCommand,
} from "@aws-sdk/client-eks";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { converge, convergeAway } from "../drivers/eks-converging.ts";
import { type Case, changed, never, portsOn, removalOf, ROLE, subjectOf, SUBNETS, unique } from "./case.ts";
import { unknownToEks } from "./differences.ts";
import type { Wire } from "./wire.ts";

/** A cluster as it is in EKS. */
async function clusterIn({ other }: Wire, name: string) {
  const { cluster } = await other.eks.send(new DescribeClusterCommand({ name }));
  assert(cluster !== undefined, `there is no cluster ${name}`);
  return cluster;
}

function startCluster(wire: Wire, more: object = {}) {
  const name = unique("main");
  const driver = eksClusterDriver(portsOn(wire));
  const base = { name, version: wire.kubernetes, roleArn: ROLE, subnetIds: SUBNETS };
  const configOf = (others: object) => driver.config.parse({ ...base, ...others });
  return { name, driver, configOf, subject: subjectOf("cluster", configOf(more)) };
}

/** Converges, and fails unless it becomes ready. */
async function ready<Config>(...[driver, subject]: Parameters<typeof converge<Config>>) {
  const { end } = await converge(driver, subject);
  assert.equal(end.state, "ready", JSON.stringify(end));
  return end.state === "ready" ? end.outputs : {};
}

/** What holds for clusters. */
export const CLUSTER_CASES: readonly Case[] = [
  {
    says: "a cluster is made, carries our tags, tells its outputs, and goes for good",
    async run(wire) {
      const { name, driver, subject } = startCluster(wire, { tags: { team: "shop" }, logging: ["api"] });
      const { arn, endpoint, version } = await ready(driver, subject);
      const { tags = {}, clientRequestToken: _, ...there } = await clusterIn(wire, name);
      assert.deepEqual([arn, endpoint, version], [there.arn, there.endpoint, wire.kubernetes]);
      assert.equal(tags["team"], "shop");
      assert.equal(tags["holdfast:component"], subject.id.componentUid);
      await convergeAway(driver, removalOf(subject));
      await assert.rejects(clusterIn(wire, name), { name: "ResourceNotFoundException" });
    },
  },
  {
    says: "a cluster whose creation was answered by nothing is made once, and is ours",
    async run(wire) {
      let lost = 0;
      const eks: Wire["eks"] = {
        ...wire.eks,
        async createCluster(input, signal) {
          const answer = await wire.eks.createCluster(input, signal);
          lost += 1;
          if (lost === 1) throw new OrchestratorError("CLOUD_UNREACHABLE", "the answer was lost");
          return answer;
        },
      };
      const { driver, subject } = startCluster({ ...wire, eks });
      await ready(driver, subject);
      await convergeAway(driver, removalOf(subject));
    },
  },
  {
    says: "a creation that is sent again, as it is not to be seen yet, finds the first",
    async run(wire) {
      const { name, driver, subject } = startCluster(wire);
      await ready(driver, subject);
      const { createdAt: born } = await clusterIn(wire, name);
      let looks = 0;
      let sent = 0;
      const eks: Wire["eks"] = {
        ...wire.eks,
        async describeCluster(input, signal) {
          looks += 1;
          if (looks === 1) throw unknownToEks("describeCluster", "No cluster found");
          return await wire.eks.describeCluster(input, signal);
        },
        async createCluster(input, signal) {
          sent += 1;
          return await wire.eks.createCluster(input, signal);
        },
      };
      // Another worker, which knows nothing of the first.
      const twin = eksClusterDriver(portsOn({ eks }));
      // Where the token is not known any more the name is taken, by what is not to be seen yet.
      await twin.apply(subject, never()).catch((error: unknown) => {
        if (!(error instanceof OrchestratorError) || error.code !== "CLOUD_BUSY") throw error;
      });
      await ready(twin, subject);
      assert.deepEqual([sent, (await clusterIn(wire, name)).createdAt], [1, born]);
      await convergeAway(driver, removalOf(subject));
    },
  },
  {
    says: "a cluster of that name that somebody else has made is left alone",
    async run(wire) {
      const { name, driver, subject } = startCluster(wire);
      const vpc = { subnetIds: SUBNETS };
      await wire.other.eks.send(
        new CreateClusterCommand({ name, version: wire.kubernetes, roleArn: ROLE, resourcesVpcConfig: vpc }),
      );
      const { end } = await converge(driver, subject);
      assert.equal("code" in end ? end.code : end.state, "NOT_OURS");
      await convergeAway(driver, removalOf(subject));
      assert.equal((await clusterIn(wire, name)).tags?.["holdfast:component"], undefined);
    },
  },
  {
    says: "logs of the control plane are changed by one update, and then nothing differs",
    async run(wire) {
      const { name, driver, subject, configOf } = startCluster(wire);
      await ready(driver, subject);
      const next = changed(subject, configOf({ logging: ["api", "audit"] }));
      const before = wire.used.get("eks updateClusterConfig")?.answered ?? 0;
      await ready(driver, next);
      const setups = (await clusterIn(wire, name)).logging?.clusterLogging ?? [];
      const on = setups.filter(({ enabled }) => enabled === true).flatMap(({ types = [] }) => types);
      assert.deepEqual(on.toSorted(), ["api", "audit"]);
      assert.equal((wire.used.get("eks updateClusterConfig")?.answered ?? 0) - before, 1);
      await convergeAway(driver, removalOf(subject));
    },
  },
  {
    says: "tags of a cluster come, change and go, ours stay",
    async run(wire) {
      const { name, driver, subject, configOf } = startCluster(wire, { tags: { team: "shop", tier: "1" } });
      await ready(driver, subject);
      await ready(driver, changed(subject, configOf({ tags: { team: "pay", cost: "7" } })));
      const { tags = {} } = await clusterIn(wire, name);
      assert.deepEqual([tags["team"], tags["cost"], tags["tier"]], ["pay", "7", undefined]);
      assert.equal(tags["holdfast:component"], subject.id.componentUid);
      await convergeAway(driver, removalOf(subject));
    },
  },
  {
    says: "from where the API server is reached is changed by an update",
    notOnMoto: "UpdateClusterConfig puts what is sent in the place of the whole network",
    async run(wire) {
      const { name, driver, subject, configOf } = startCluster(wire);
      await ready(driver, subject);
      await ready(driver, changed(subject, configOf({ endpointAccess: { public: false, private: true } })));
      const { resourcesVpcConfig: vpc } = await clusterIn(wire, name);
      assert.deepEqual([vpc?.endpointPublicAccess, vpc?.endpointPrivateAccess], [false, true]);
      await convergeAway(driver, removalOf(subject));
    },
  },
  {
    says: "protection from deletion is switched on, and off again before the cluster goes",
    notOnMoto: "UpdateClusterConfig knows no deletionProtection",
    async run(wire) {
      const { name, driver, subject, configOf } = startCluster(wire);
      await ready(driver, subject);
      await ready(driver, changed(subject, configOf({ deletionProtection: "on" })));
      assert.equal((await clusterIn(wire, name)).deletionProtection, true);
      await convergeAway(driver, removalOf(subject));
    },
  },
  {
    says: "a cluster in which a node group of somebody else lives is not deleted",
    async run(wire) {
      const { name, driver, subject } = startCluster(wire);
      await ready(driver, subject);
      const group = { clusterName: name, nodegroupName: "theirs" };
      await wire.other.eks.send(new CreateNodegroupCommand({ ...group, subnets: ["subnet-0a"], nodeRole: ROLE }));
      await assert.rejects(convergeAway(driver, removalOf(subject)), { code: "RESOURCE_IN_USE" });
      // It may be on its way still, and EKS lets nobody delete it then.
      const deletes = async () =>
        await wire.other.eks.send(new DeleteNodegroupCommand(group)).then(
          () => true,
          () => false,
        );
      await waitUntil(deletes, { what: "the node group is deleted", limitMs: 20_000 });
      await convergeAway(driver, removalOf(subject));
    },
  },
];
