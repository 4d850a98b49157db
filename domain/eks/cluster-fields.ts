import type { SeenCluster, WantedCluster } from "./cluster-changes.ts";
import { setField, shownFields, type EksFields, type ShownFields } from "./shown-fields.ts";

/** A cluster as its config states it, by field. */
export function statedCluster(wanted: WantedCluster): EksFields {
  const { public: isPublic, private: isPrivate, publicCidrs } = wanted.endpointAccess;
  return {
    "config.version": wanted.version,
    "config.subnetIds": setField(wanted.subnetIds),
    "config.securityGroupIds": setField(wanted.securityGroupIds),
    "config.endpointAccess.public": isPublic,
    "config.endpointAccess.private": isPrivate,
    ...(isPublic ? { "config.endpointAccess.publicCidrs": setField(publicCidrs) } : {}),
    "config.logging": setField(wanted.logging),
    "config.authenticationMode": wanted.authenticationMode,
    "config.upgradePolicy": wanted.upgradePolicy,
    "config.zonalShift": wanted.zonalShift,
    "config.deletionProtection": asSwitch(wanted.deletionProtection !== "off"),
  };
}

/** A cluster as EKS shows it, by field. What cannot be another one in the same cluster is left out. */
export function shownCluster(seen: SeenCluster): ShownFields {
  const network = seen.resourcesVpcConfig;
  const isPublic = network?.endpointPublicAccess;
  const logs = seen.logging?.clusterLogging;
  return shownFields({
    "config.version": seen.version,
    "config.subnetIds": network?.subnetIds && setField(network.subnetIds),
    "config.securityGroupIds": network?.securityGroupIds && setField(network.securityGroupIds),
    "config.endpointAccess.public": isPublic,
    "config.endpointAccess.private": network?.endpointPrivateAccess,
    // Without public access nobody asks where from, and EKS may tell anything.
    ...(isPublic === false
      ? {}
      : { "config.endpointAccess.publicCidrs": network?.publicAccessCidrs && setField(network.publicAccessCidrs) }),
    "config.logging": logs && setField(logs.flatMap(({ enabled, types }) => (enabled === true ? (types ?? []) : []))),
    "config.authenticationMode": seen.accessConfig?.authenticationMode,
    "config.upgradePolicy": seen.upgradePolicy?.supportType,
    "config.zonalShift": seen.zonalShiftConfig?.enabled ?? false,
    "config.deletionProtection": asSwitch(seen.deletionProtection ?? false),
  });
}

/** `strict` is a word between Holdfast and people: EKS knows on and off. */
function asSwitch(isOn: boolean): string {
  return isOn ? "on" : "off";
}
