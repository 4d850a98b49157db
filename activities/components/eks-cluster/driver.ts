import { clusterChanges, clusterObstacles, loggingSetup } from "../../../domain/eks/cluster-changes.ts";
import { shownCluster, statedCluster } from "../../../domain/eks/cluster-fields.ts";
import { isEarlier } from "../../../domain/eks/kubernetes-version.ts";
import type { Driver } from "../driver.ts";
import { eksDriver, type EksPorts } from "../eks/eks-driver.ts";
import type { EksKind } from "../eks/kind.ts";
import { busy, refusalOf } from "../eks/refusals.ts";
import { askInsights } from "./ask-insights.ts";
import { beforeClusterIsRemoved } from "./before-removal.ts";
import { findCluster, lifeOf, type SeenCluster } from "./find-cluster.ts";
import { lookAtCluster } from "./look-at-cluster.ts";
import { EksClusterConfig } from "./schema.ts";

/** Control planes of Amazon EKS, changed one kind of change at a time. */
export const eksClusterDriver = (ports: EksPorts): Driver<EksClusterConfig> => eksDriver(clusterKind, ports);

const clusterKind: EksKind<EksClusterConfig, SeenCluster> = {
  about: {
    kind: "eks-cluster",
    summary: "A control plane of Amazon EKS.",
    config: EksClusterConfig,
    outputs: {
      name: "public",
      arn: "public",
      endpoint: "public",
      certificateAuthority: "public",
      oidcIssuer: "public",
      securityGroupId: "public",
      vpcId: "public",
      version: "public",
      platformVersion: "public",
    },
    examples: [
      {
        name: "shop-prod",
        version: "1.31",
        roleArn: "arn:aws:iam::111122223333:role/eks-cluster",
        subnetIds: ["subnet-0a", "subnet-0b"],
      },
      {
        name: "shop-prod",
        version: "1.31",
        roleArn: "arn:aws:iam::111122223333:role/eks-cluster",
        subnetIds: ["subnet-0a", "subnet-0b"],
        endpointAccess: { public: true, private: true, publicCidrs: ["198.51.100.0/24"] },
        logging: ["api", "audit"],
        deletionProtection: "on",
        tags: { team: "shop" },
      },
    ],
    readyWithinMs: 3_600_000,
    replaceOn: ["config.name", "config.roleArn", "config.ipFamily", "config.serviceIpv4Cidr"],
  },
  usualMs: 540_000,

  target: ({ name }) => ({ name }),
  tags: ({ tags }) => tags,
  remember: ({ deletionProtection }) => ({ deletionProtection }),
  forRemoval: ({ deletionProtection }) => ({ deletionProtection }),
  updateOf: ({ name = "" }) => ({ name }),

  find: findCluster,

  async create({ eks, signal }, { config, tags, token }) {
    const { endpointAccess, ipFamily, serviceIpv4Cidr } = config;
    const { cluster } = await eks.createCluster(
      {
        name: config.name,
        version: config.version,
        roleArn: config.roleArn,
        resourcesVpcConfig: {
          subnetIds: config.subnetIds,
          securityGroupIds: config.securityGroupIds,
          endpointPublicAccess: endpointAccess.public,
          endpointPrivateAccess: endpointAccess.private,
          ...(endpointAccess.public ? { publicAccessCidrs: endpointAccess.publicCidrs } : {}),
        },
        kubernetesNetworkConfig: { ipFamily, ...(serviceIpv4Cidr === undefined ? {} : { serviceIpv4Cidr }) },
        logging: loggingSetup(config.logging),
        accessConfig: {
          authenticationMode: config.authenticationMode,
          bootstrapClusterCreatorAdminPermissions: config.creatorIsAdmin,
        },
        bootstrapSelfManagedAddons: config.selfManagedAddons,
        upgradePolicy: { supportType: config.upgradePolicy },
        zonalShiftConfig: { enabled: config.zonalShift },
        deletionProtection: config.deletionProtection !== "off",
        tags,
        clientRequestToken: token,
      },
      signal,
    );
    // An answer that lacks what its life is told from tells nothing.
    const { arn, createdAt } = cluster ?? {};
    return arn === undefined || createdAt === undefined ? undefined : lifeOf(arn, createdAt);
  },

  fixed({ cluster }, config) {
    const network = cluster.kubernetesNetworkConfig;
    const cidr = network?.serviceIpv4Cidr;
    return [
      ...(cluster.roleArn === undefined || cluster.roleArn === config.roleArn ? [] : ["config.roleArn"]),
      ...(network?.ipFamily === undefined || network.ipFamily === config.ipFamily ? [] : ["config.ipFamily"]),
      ...(config.serviceIpv4Cidr === undefined || cidr === undefined || cidr === config.serviceIpv4Cidr
        ? []
        : ["config.serviceIpv4Cidr"]),
    ];
  },

  obstacles: ({ cluster }, config) => clusterObstacles(cluster, config),

  changes: ({ cluster }, config) =>
    clusterChanges(cluster, config).map((change) => ({
      ...change,
      async send({ eks, signal }, token) {
        const input = { ...change.request, name: config.name, clientRequestToken: token };
        return (await eks.updateClusterConfig(input, signal)).update?.id;
      },
    })),

  outputs({ cluster }) {
    const { name, arn, endpoint, version, platformVersion, resourcesVpcConfig: vpc } = cluster;
    const certificateAuthority = cluster.certificateAuthority?.data;
    const oidcIssuer = cluster.identity?.oidc?.issuer;
    if (endpoint === undefined || certificateAuthority === undefined) return undefined;
    return {
      name: name ?? "",
      arn: arn ?? "",
      endpoint,
      certificateAuthority,
      oidcIssuer: oidcIssuer ?? "",
      securityGroupId: vpc?.clusterSecurityGroupId ?? "",
      vpcId: vpc?.vpcId ?? "",
      version: version ?? "",
      platformVersion: platformVersion ?? "",
    };
  },

  drift: {
    stated: statedCluster,
    shown: ({ cluster }) => shownCluster(cluster),
    // Neither goes back, and an upgrade is an operation of its own.
    fixed: ["config.version", "config.authenticationMode"],
    holdsData: true,
  },

  beforeRemove: beforeClusterIsRemoved,

  async remove({ eks, signal }, { target: { name = "" } }) {
    try {
      await eks.deleteCluster({ name }, signal);
    } catch (error) {
      // No look has shown what lives in it: it has gone a moment ago, or the next look shows it.
      throw refusalOf(error)?.is === "has children" ? busy((error as Error).message) : error;
    }
  },

  moves: {
    role: "cluster",
    usualMs: 600_000,
    versionOf: ({ cluster }) => cluster.version,
    mayMove: askInsights,
    look: lookAtCluster,
    change({ target: { name = "" }, from, to, isForced }) {
      const force = isForced ? { force: true } : {};
      return {
        step: "version",
        fields: ["config.version"],
        request: { version: to, ...force },
        updateType: isEarlier(to, from) ? "VersionRollback" : "VersionUpdate",
        async send({ eks, signal }, token) {
          const input = { name, version: to, ...force, clientRequestToken: token };
          return (await eks.updateClusterVersion(input, signal)).update?.id;
        },
      };
    },
  },
};
