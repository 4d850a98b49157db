import type { Nodegroup } from "../../../adapters/eks/port.ts";
import { judgeStatus } from "../../../domain/eks/judge-status.ts";
import { nodegroupChange, nodegroupObstacles } from "../../../domain/eks/nodegroup-changes.ts";
import { shownNodegroup, statedNodegroup } from "../../../domain/eks/nodegroup-fields.ts";
import { plain } from "../../../domain/eks/plain.ts";
import { fixedOfNodegroup } from "../../../domain/eks/nodegroup-fixed.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { Driver } from "../driver.ts";
import { eksDriver, type EksPorts } from "../eks/eks-driver.ts";
import type { EksKind, Seen } from "../eks/kind.ts";
import { unlessUnknown } from "../eks/refusals.ts";
import { toldOf } from "../eks/whose.ts";
import { EksNodegroupConfig } from "./schema.ts";

interface SeenNodegroup extends Seen {
  readonly nodegroup: Nodegroup;
}

/** Managed node groups of Amazon EKS. Their size is left to whoever scales them. */
export const eksNodegroupDriver = (ports: EksPorts): Driver<EksNodegroupConfig> => eksDriver(nodegroupKind, ports);

const nodegroupKind: EksKind<EksNodegroupConfig, SeenNodegroup> = {
  about: {
    kind: "eks-nodegroup",
    summary: "A managed node group of a cluster of Amazon EKS.",
    config: EksNodegroupConfig,
    outputs: {
      name: "public",
      arn: "public",
      autoScalingGroup: "public",
      version: "public",
      releaseVersion: "public",
    },
    examples: [
      {
        cluster: "shop-prod",
        name: "general",
        nodeRoleArn: "arn:aws:iam::111122223333:role/eks-nodes",
        subnetIds: ["subnet-0a", "subnet-0b"],
        scaling: { min: 1, max: 5 },
      },
      {
        cluster: "shop-prod",
        name: "batch",
        nodeRoleArn: "arn:aws:iam::111122223333:role/eks-nodes",
        subnetIds: ["subnet-0a", "subnet-0b"],
        instanceTypes: ["m6i.large", "m5.large"],
        capacityType: "SPOT",
        scaling: { min: 0, max: 20, desired: 2 },
        update: { maxUnavailablePercentage: 25 },
        labels: { pool: "batch" },
        taints: [{ key: "batch", value: "true", effect: "NO_SCHEDULE" }],
      },
    ],
    readyWithinMs: 2_700_000,
    replaceOn: [
      "config.cluster",
      "config.name",
      "config.nodeRoleArn",
      "config.subnetIds",
      "config.instanceTypes",
      "config.capacityType",
      "config.amiType",
      "config.diskSizeGb",
      "config.launchTemplate",
    ],
  },
  usualMs: 120_000,

  target: ({ cluster, name }) => ({ cluster, name }),
  tags: ({ tags }) => tags,
  remember: rememberedOf,
  updateOf: ({ cluster = "", name = "" }) => ({ name: cluster, nodegroupName: name }),

  async find({ eks, signal }, { target }) {
    const { cluster = "", name = "" } = target;
    const asked = eks.describeNodegroup({ clusterName: cluster, nodegroupName: name }, signal);
    const nodegroup = (await unlessUnknown(asked))?.nodegroup;
    if (nodegroup === undefined) return undefined;
    const arn = toldOf(nodegroup.nodegroupArn, target);
    return {
      nodegroup,
      // It ends with an id that no other one has.
      life: arn,
      arn,
      standing: judgeStatus("nodegroup", nodegroup.status),
      status: nodegroup.status ?? "without a status",
      tags: nodegroup.tags ?? {},
      issues: nodegroup.health?.issues ?? [],
    };
  },

  async create({ eks, signal }, { config, tags, token }) {
    const { scaling, launchTemplate: template } = config;
    const answer = await eks.createNodegroup(
      {
        clusterName: config.cluster,
        nodegroupName: config.name,
        nodeRole: config.nodeRoleArn,
        subnets: config.subnetIds,
        scalingConfig: { minSize: scaling.min, maxSize: scaling.max, desiredSize: scaling.desired ?? scaling.min },
        updateConfig: config.update,
        capacityType: config.capacityType,
        labels: config.labels,
        taints: config.taints,
        ...(config.instanceTypes.length === 0 ? {} : { instanceTypes: config.instanceTypes }),
        ...(config.amiType === undefined ? {} : { amiType: config.amiType as NonNullable<Nodegroup["amiType"]> }),
        ...(config.diskSizeGb === undefined ? {} : { diskSize: config.diskSizeGb }),
        ...(template === undefined ? {} : { launchTemplate: template }),
        ...(config.version === undefined ? {} : { version: config.version }),
        ...(config.releaseVersion === undefined ? {} : { releaseVersion: config.releaseVersion }),
        tags,
        clientRequestToken: token,
      },
      signal,
    );
    return answer.nodegroup?.nodegroupArn;
  },

  fixed: ({ nodegroup }, config) => fixedOfNodegroup(nodegroup, config),

  // An upgrade by somebody else takes another version of it.
  movable: ({ nodegroup }) => ({ "config.launchTemplate": plain(nodegroup.launchTemplate) }),

  obstacles: ({ nodegroup }, config) => nodegroupObstacles(nodegroup, config),

  changes({ nodegroup }, config, { desired }) {
    const change = nodegroupChange(nodegroup, config, typeof desired === "number" ? desired : undefined);
    if (change === undefined) return [];
    return [
      {
        ...change,
        step: "config",
        updateType: "ConfigUpdate",
        remembers: rememberedOf(config),
        async send({ eks, signal }, token) {
          const names = { clusterName: config.cluster, nodegroupName: config.name };
          const input = { ...change.request, ...names, clientRequestToken: token };
          return (await eks.updateNodegroupConfig(input, signal)).update?.id;
        },
      },
    ];
  },

  outputs: ({ nodegroup }) => ({
    name: nodegroup.nodegroupName ?? "",
    arn: nodegroup.nodegroupArn ?? "",
    autoScalingGroup: nodegroup.resources?.autoScalingGroups?.[0]?.name ?? "",
    version: nodegroup.version ?? "",
    releaseVersion: nodegroup.releaseVersion ?? "",
  }),

  drift: {
    stated: statedNodegroup,
    shown: ({ nodegroup }) => shownNodegroup(nodegroup),
    // None goes back, and each would exchange every node.
    fixed: ["config.version", "config.releaseVersion", "config.launchTemplate."],
  },

  async remove({ eks, signal }, { target: { cluster = "", name = "" } }) {
    await eks.deleteNodegroup({ clusterName: cluster, nodegroupName: name }, signal);
  },

  moves: {
    role: "node-group",
    usualMs: 900_000,
    versionOf: ({ nodegroup }) => nodegroup.version,
    forceAfter: "PodEvictionFailure",
    change({ target: { cluster = "", name = "" }, to, isForced }) {
      const force = isForced ? { force: true } : {};
      return {
        step: "version",
        fields: ["config.version"],
        request: { version: to, ...force },
        updateType: "VersionUpdate",
        async send({ eks, signal }, token) {
          const names = { clusterName: cluster, nodegroupName: name };
          // With the version alone EKS takes its latest image.
          const input = { ...names, version: to, ...force, clientRequestToken: token };
          return (await eks.updateNodegroupVersion(input, signal)).update?.id;
        },
      };
    },
  },
};

function rememberedOf({ scaling: { desired } }: EksNodegroupConfig): JsonObject {
  return desired === undefined ? {} : { desired };
}
