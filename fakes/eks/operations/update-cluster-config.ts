import { z } from "zod";
import type { Operation } from "../call.ts";
import { bodyOf } from "../check-input.ts";
import type { DurationName } from "../durations.ts";
import { clusterOf } from "../find-resource.ts";
import { decideLock } from "../lock-matrix.ts";
import { beginUpdate, nextUpdate } from "../machines/updates.ts";
import { invalidParameter } from "../refused.ts";
import type { ClusterDoc } from "../shapes.ts";
import { checkVpcQuotas } from "./create-cluster.ts";
import { markUpdating } from "./update-cluster-version.ts";

const Part = z.looseObject({});
const Body = z.looseObject({
  resourcesVpcConfig: z
    .looseObject({
      endpointPublicAccess: z.boolean().optional(),
      endpointPrivateAccess: z.boolean().optional(),
      publicAccessCidrs: z.array(z.string()).optional(),
      subnetIds: z.array(z.string()).min(1).optional(),
      securityGroupIds: z.array(z.string()).optional(),
    })
    .optional(),
  logging: Part.optional(),
  accessConfig: z.looseObject({ authenticationMode: z.enum(["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"]) }).optional(),
  upgradePolicy: z.looseObject({ supportType: z.enum(["STANDARD", "EXTENDED"]) }).optional(),
  deletionProtection: z.boolean().optional(),
  zonalShiftConfig: Part.optional(),
  computeConfig: Part.optional(),
  storageConfig: Part.optional(),
  kubernetesNetworkConfig: Part.optional(),
  remoteNetworkConfig: Part.optional(),
  controlPlaneScalingConfig: Part.optional(),
});

type Input = z.infer<typeof Body>;

interface Kind {
  readonly type: string;
  readonly takes: DurationName;
  /** What of the input belongs to this kind; undefined when nothing does. */
  wanted(input: Input): Record<string, unknown> | undefined;
  /** Members of the cluster that hold it. */
  readonly into: (wanted: Record<string, unknown>, doc: ClusterDoc) => Partial<ClusterDoc>;
}

const AUTHENTICATION_ORDER = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

const KINDS: readonly Kind[] = [
  {
    ...inVpcConfig("EndpointAccessUpdate", ["endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs"]),
    takes: "cluster endpoint or network",
  },
  { ...inVpcConfig("VpcConfigUpdate", ["subnetIds", "securityGroupIds"]), takes: "cluster endpoint or network" },
  { ...ofMembers("LoggingUpdate", ["logging"]), takes: "cluster logging or access" },
  { ...ofMembers("AccessConfigUpdate", ["accessConfig"]), takes: "cluster logging or access" },
  { ...ofMembers("UpgradePolicyUpdate", ["upgradePolicy"]), takes: "cluster policy" },
  { ...ofMembers("DeletionProtectionUpdate", ["deletionProtection"]), takes: "cluster policy" },
  { ...ofMembers("ZonalShiftConfigUpdate", ["zonalShiftConfig"]), takes: "cluster policy" },
  {
    ...ofMembers("AutoModeUpdate", ["computeConfig", "storageConfig", "kubernetesNetworkConfig"]),
    takes: "cluster endpoint or network",
  },
  { ...ofMembers("RemoteNetworkConfigUpdate", ["remoteNetworkConfig"]), takes: "cluster endpoint or network" },
  { ...ofMembers("ControlPlaneScalingConfigUpdate", ["controlPlaneScalingConfig"]), takes: "cluster version" },
];

export const updateClusterConfig: Operation = {
  name: "UpdateClusterConfig",
  method: "POST",
  path: ["clusters", ":cluster", "update-config"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const input = bodyOf(Body, call);
    const cluster = clusterOf(world, call);
    const asked = KINDS.flatMap((kind) => {
      const wanted = kind.wanted(input);
      return wanted === undefined ? [] : [{ kind, wanted }];
    });
    const [first, second] = asked;
    if (first === undefined) throw invalidParameter("The request must contain one kind of change.");
    if (second !== undefined) throw invalidParameter("Only one type of update can be allowed.");

    const { kind, wanted } = first;
    const refusal = decideLock(world, cluster, { asked: "cluster-config", updateType: kind.type });
    if (refusal !== undefined) throw refusal;
    if (input.resourcesVpcConfig !== undefined) checkVpcQuotas(withoutUndefined(input.resourcesVpcConfig));
    const patch = kind.into(wanted, cluster.doc);
    checkChange(cluster.doc, patch, wanted);

    const ordinal = nextUpdate(world, cluster);
    const seconds = world.takes(kind.takes, cluster.incarnation, ordinal);
    const params = paramsOf(wanted);
    const of = { ordinal, type: kind.type, params, seconds, failSeconds: seconds, override: call.override, patch };
    const update = beginUpdate(world, cluster, of);
    markUpdating(world, cluster, update.id);
    return { body: { update }, resource: cluster.key };
  },
};

function inVpcConfig(type: string, members: readonly string[]): Omit<Kind, "takes"> {
  return {
    type,
    wanted: ({ resourcesVpcConfig }) => pick(resourcesVpcConfig ?? {}, members),
    into: (wanted, { resourcesVpcConfig }) => ({ resourcesVpcConfig: { ...resourcesVpcConfig, ...wanted } }),
  };
}

function ofMembers(type: string, members: readonly string[]): Omit<Kind, "takes"> {
  return {
    type,
    wanted: (input) => pick(input, members),
    into: (wanted, doc) =>
      Object.fromEntries(Object.entries(wanted).map(([member, value]) => [member, mergedMember(doc[member], value)])),
  };
}

function pick(from: Record<string, unknown>, members: readonly string[]): Record<string, unknown> | undefined {
  const picked = Object.entries(from).filter(([member, value]) => members.includes(member) && value !== undefined);
  return picked.length === 0 ? undefined : Object.fromEntries(picked);
}

function mergedMember(before: unknown, value: unknown): unknown {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && typeof before === "object" ? { ...before, ...value } : value;
}

function checkChange(doc: ClusterDoc, patch: Partial<ClusterDoc>, wanted: Record<string, unknown>): void {
  const isSame = Object.entries(patch).every(
    ([member, value]) => JSON.stringify(doc[member]) === JSON.stringify(value),
  );
  if (isSame) {
    const shown = Object.entries(wanted).map(([member, value]) => `${member}: ${JSON.stringify(value)}`);
    throw invalidParameter(`Cluster is already at the desired configuration with ${shown.join(", ")}`);
  }
  const from = AUTHENTICATION_ORDER.indexOf(doc.accessConfig.authenticationMode);
  const to = AUTHENTICATION_ORDER.indexOf(
    patch.accessConfig?.authenticationMode ?? doc.accessConfig.authenticationMode,
  );
  if (to < from) {
    throw invalidParameter(
      `Unsupported authentication mode update from ${doc.accessConfig.authenticationMode} to ${patch.accessConfig?.authenticationMode}`,
    );
  }
}

function paramsOf(wanted: Record<string, unknown>): Record<string, unknown> {
  const named = Object.entries(wanted).map(([member, value]) => [
    member.charAt(0).toUpperCase() + member.slice(1),
    value,
  ]);
  return Object.fromEntries(named);
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return JSON.parse(JSON.stringify(value));
}
