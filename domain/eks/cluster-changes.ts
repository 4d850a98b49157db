import type { JsonObject } from "../schema/json.ts";
import { plain } from "./plain.ts";
import { isSameSet } from "./same.ts";

/** What is wanted of a cluster, as far as it can be changed. */
export interface WantedCluster {
  readonly version: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly endpointAccess: {
    readonly public: boolean;
    readonly private: boolean;
    readonly publicCidrs: readonly string[];
  };
  readonly logging: readonly string[];
  readonly authenticationMode: string;
  readonly upgradePolicy: string;
  readonly zonalShift: boolean;
  /** `strict` is on, too. */
  readonly deletionProtection: string;
}

/** What is there of it. What EKS does not tell is absent. */
export interface SeenCluster {
  readonly version?: string | undefined;
  readonly resourcesVpcConfig?:
    | {
        readonly subnetIds?: readonly string[] | undefined;
        readonly securityGroupIds?: readonly string[] | undefined;
        readonly endpointPublicAccess?: boolean | undefined;
        readonly endpointPrivateAccess?: boolean | undefined;
        readonly publicAccessCidrs?: readonly string[] | undefined;
      }
    | undefined;
  readonly logging?:
    | {
        readonly clusterLogging?:
          | readonly { readonly types?: readonly string[] | undefined; readonly enabled?: boolean | undefined }[]
          | undefined;
      }
    | undefined;
  readonly accessConfig?: { readonly authenticationMode?: string | undefined } | undefined;
  readonly upgradePolicy?: { readonly supportType?: string | undefined } | undefined;
  readonly zonalShiftConfig?: { readonly enabled?: boolean | undefined } | undefined;
  readonly deletionProtection?: boolean | undefined;
}

/** One kind of change of a cluster's config: one call, one update. */
export interface ClusterChange {
  readonly step: string;
  /** `type` of the update that it becomes. */
  readonly updateType: string;
  /** Fields of the component's config that it is for. */
  readonly fields: readonly string[];
  /** What is there instead, by field. */
  readonly shows: JsonObject;
  /** What goes into UpdateClusterConfig besides the name and the token. */
  readonly request: JsonObject;
}

/** Every kind of log that a control plane writes. */
export const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;
/** In the order in which a cluster may go through them; none leads back. */
const MODES = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

type ChangeOf = (seen: SeenCluster, wanted: WantedCluster) => ClusterChange | undefined;

/** One after another, in this order. Protection comes first: what is to be protected is so while the rest changes. */
const CHANGES: readonly ChangeOf[] = [
  protection,
  network,
  endpoint,
  authentication,
  logging,
  upgradePolicy,
  zonalShift,
];

/**
 * The changes of config that bring a cluster to what is wanted, one kind each, in the order in which they are made. What EKS
 * always tells, and one answer lacks, is taken for what is wanted.
 */
export function clusterChanges(seen: SeenCluster, wanted: WantedCluster): readonly ClusterChange[] {
  return CHANGES.flatMap((changeOf) => changeOf(seen, wanted) ?? []);
}

/** Why a wish cannot be met by a change of config; empty where it can. */
export function clusterObstacles(seen: SeenCluster, wanted: WantedCluster): readonly string[] {
  const mode = seen.accessConfig?.authenticationMode ?? wanted.authenticationMode;
  return [
    ...(seen.version === undefined || seen.version === wanted.version
      ? []
      : [
          `the cluster runs ${seen.version} and ${wanted.version} is wanted: a change of config does not move the version; ` +
            `upgrade it, or say ${seen.version} in config.version`,
        ]),
    ...(MODES.indexOf(mode) > MODES.indexOf(wanted.authenticationMode)
      ? [`authenticationMode is ${mode} and cannot go back to ${wanted.authenticationMode}`]
      : []),
  ];
}

/** The logging setup that has exactly these types on. */
export function loggingSetup(types: readonly string[]): JsonObject {
  const off = LOG_TYPES.filter((type) => !types.includes(type));
  return {
    clusterLogging: [
      ...(types.length === 0 ? [] : [{ types: [...types], enabled: true }]),
      ...(off.length === 0 ? [] : [{ types: off, enabled: false }]),
    ],
  };
}

function protection({ deletionProtection = false }: SeenCluster, wanted: WantedCluster): ClusterChange | undefined {
  const isWanted = wanted.deletionProtection !== "off";
  if (deletionProtection === isWanted) return undefined;
  return {
    step: "protection",
    updateType: "DeletionProtectionUpdate",
    ...field("config.deletionProtection", deletionProtection),
    request: { deletionProtection: isWanted },
  };
}

function network({ resourcesVpcConfig: seen }: SeenCluster, wanted: WantedCluster): ClusterChange | undefined {
  const { subnetIds, securityGroupIds } = wanted;
  const fields = [
    // There always are some: none is an answer that does not tell.
    ...(isSameSet(seen?.subnetIds ?? subnetIds, subnetIds) ? [] : ["config.subnetIds"]),
    ...(isSameSet(seen?.securityGroupIds, securityGroupIds) ? [] : ["config.securityGroupIds"]),
  ];
  if (fields.length === 0) return undefined;
  const request = { resourcesVpcConfig: { subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] } };
  const shows = {
    "config.subnetIds": plain(seen?.subnetIds),
    "config.securityGroupIds": plain(seen?.securityGroupIds),
  };
  return { step: "network", updateType: "VpcConfigUpdate", fields, shows, request };
}

function endpoint({ resourcesVpcConfig: seen }: SeenCluster, wanted: WantedCluster): ClusterChange | undefined {
  const access = wanted.endpointAccess;
  // Without public access nobody asks where from, and EKS may tell anything.
  const sources = seen?.publicAccessCidrs ?? access.publicCidrs;
  const isSameSource = !access.public || isSameSet(sources, access.publicCidrs);
  const isSamePublic = (seen?.endpointPublicAccess ?? access.public) === access.public;
  const isSamePrivate = (seen?.endpointPrivateAccess ?? access.private) === access.private;
  if (isSamePublic && isSamePrivate && isSameSource) return undefined;
  const resourcesVpcConfig = {
    endpointPublicAccess: access.public,
    endpointPrivateAccess: access.private,
    ...(access.public ? { publicAccessCidrs: [...access.publicCidrs] } : {}),
  };
  const there = {
    public: seen?.endpointPublicAccess,
    private: seen?.endpointPrivateAccess,
    publicCidrs: seen?.publicAccessCidrs,
  };
  return {
    step: "endpoint",
    updateType: "EndpointAccessUpdate",
    ...field("config.endpointAccess", there),
    request: { resourcesVpcConfig },
  };
}

function authentication({ accessConfig }: SeenCluster, wanted: WantedCluster): ClusterChange | undefined {
  const at = MODES.indexOf(accessConfig?.authenticationMode ?? "");
  // Only to the next one at a time.
  const next = at < 0 || at >= MODES.indexOf(wanted.authenticationMode) ? undefined : MODES[at + 1];
  if (next === undefined) return undefined;
  return {
    // Each is a step of its own: one intent may go through two.
    step: `authentication-${next.replaceAll("_", "-").toLowerCase()}`,
    updateType: "AccessConfigUpdate",
    ...field("config.authenticationMode", accessConfig?.authenticationMode),
    request: { accessConfig: { authenticationMode: next } },
  };
}

function logging({ logging: seen }: SeenCluster, wanted: WantedCluster): ClusterChange | undefined {
  const on = (seen?.clusterLogging ?? []).flatMap(({ enabled, types }) => (enabled === true ? (types ?? []) : []));
  if (isSameSet(on, wanted.logging)) return undefined;
  const request = { logging: loggingSetup(wanted.logging) };
  return { step: "logging", updateType: "LoggingUpdate", ...field("config.logging", on), request };
}

function upgradePolicy({ upgradePolicy: seen }: SeenCluster, wanted: WantedCluster): ClusterChange | undefined {
  if (seen?.supportType === undefined || seen.supportType === wanted.upgradePolicy) return undefined;
  return {
    step: "upgrade-policy",
    updateType: "UpgradePolicyUpdate",
    ...field("config.upgradePolicy", seen.supportType),
    request: { upgradePolicy: { supportType: wanted.upgradePolicy } },
  };
}

function zonalShift({ zonalShiftConfig }: SeenCluster, wanted: WantedCluster): ClusterChange | undefined {
  const isOn = zonalShiftConfig?.enabled ?? false;
  if (isOn === wanted.zonalShift) return undefined;
  return {
    step: "zonal-shift",
    updateType: "ZonalShiftConfigUpdate",
    ...field("config.zonalShift", isOn),
    request: { zonalShiftConfig: { enabled: wanted.zonalShift } },
  };
}

function field(name: string, there: unknown): Pick<ClusterChange, "fields" | "shows"> {
  return { fields: [name], shows: { [name]: plain(there) } };
}
