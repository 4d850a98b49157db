import type { Operation } from "../call.ts";
import type { AddonOffer, ClusterVersion } from "../catalogue.ts";
import { listBody, pageAsked, pageOf } from "../paginate.ts";
import { invalidParameter, notFound } from "../refused.ts";
import type { World } from "../world.ts";

export const describeClusterVersions: Operation = {
  name: "DescribeClusterVersions",
  method: "GET",
  path: ["cluster-versions"],
  access: "read",
  takesToken: false,
  run({ catalogue }, { query, ...call }) {
    const wanted = query.getAll("clusterVersions");
    const status = query.get("versionStatus") ?? query.get("status")?.toUpperCase();
    const all = catalogue.data.clusterVersions.filter(
      ({ clusterVersion, defaultVersion, versionStatus }) =>
        (wanted.length === 0 || wanted.includes(clusterVersion)) &&
        (query.get("defaultOnly") !== "true" || defaultVersion) &&
        (status === undefined || status === versionStatus) &&
        (versionStatus !== "UNSUPPORTED" || query.get("includeAll") === "true" || status === "UNSUPPORTED"),
    );
    const page = pageOf(all, pageAsked({ ...call, query }), ({ clusterVersion }) => sortable(clusterVersion));
    return { body: listBody("clusterVersions", page, versionInformation) };
  },
};

export const describeAddonVersions: Operation = {
  name: "DescribeAddonVersions",
  method: "GET",
  path: ["addons", "supported-versions"],
  access: "read",
  takesToken: false,
  run(world, { query, ...call }) {
    const version = query.get("kubernetesVersion");
    const name = query.get("addonName");
    const types = query.getAll("types");
    if (name !== null && world.catalogue.addon(name) === undefined) {
      throw notFound(`Addon ${name} is not supported`, { addonName: name });
    }
    const offers = world.catalogue.data.addons
      .filter(
        ({ addonName, type }) => (name ?? addonName) === addonName && (types.length === 0 || types.includes(type)),
      )
      .filter(() => isOwnedByEks(query))
      .map((offer) => addonInfo(world, offer, version))
      .filter(({ addonVersions }) => addonVersions.length > 0);
    const page = pageOf(offers, pageAsked({ ...call, query }), ({ addonName }) => addonName);
    return { body: listBody("addons", page, (offer) => offer) };
  },
};

export const describeAddonConfiguration: Operation = {
  name: "DescribeAddonConfiguration",
  method: "GET",
  path: ["addons", "configuration-schemas"],
  access: "read",
  takesToken: false,
  run({ catalogue }, { query }) {
    const [addonName, addonVersion] = [query.get("addonName"), query.get("addonVersion")];
    if (addonName === null || addonVersion === null) throw invalidParameter("addonName and addonVersion are required.");
    const offer = catalogue.addon(addonName);
    if (offer?.versions.some((version) => version.addonVersion === addonVersion) !== true) {
      throw notFound("Addon version specified is not supported", { addonName });
    }
    const schema = { $schema: "http://json-schema.org/draft-07/schema#", title: addonName, type: "object" };
    const podIdentityConfiguration = offer.serviceAccounts.map((serviceAccount) => ({
      serviceAccount,
      recommendedManagedPolicies: [],
    }));
    const body = { addonName, addonVersion, configurationSchema: JSON.stringify(schema) };
    return { body: { ...body, podIdentityConfiguration } };
  },
};

function isOwnedByEks(query: URLSearchParams): boolean {
  const [owners, publishers] = [query.getAll("owners"), query.getAll("publishers")];
  return (owners.length === 0 || owners.includes("aws")) && (publishers.length === 0 || publishers.includes("eks"));
}

function addonInfo({ catalogue }: World, { addonName, type, ...offer }: AddonOffer, kubernetesVersion: string | null) {
  const addonVersions = offer.versions
    .filter(({ clusterVersions }) => kubernetesVersion === null || clusterVersions.includes(kubernetesVersion))
    .map(({ addonVersion, clusterVersions, defaultFor }) => ({
      addonVersion,
      architecture: ["amd64", "arm64"],
      computeTypes: ["ec2", "auto", "hybrid"],
      compatibilities: clusterVersions
        .filter((clusterVersion) => kubernetesVersion === null || clusterVersion === kubernetesVersion)
        .filter((clusterVersion) => catalogue.find(clusterVersion) !== undefined)
        .map((clusterVersion) => ({
          clusterVersion,
          platformVersions: ["*"],
          defaultVersion: defaultFor.includes(clusterVersion),
        })),
      requiresConfiguration: false,
      requiresIamPermissions: offer.requiresIamPermissions,
    }));
  return { addonName, type, addonVersions, publisher: "eks", owner: "aws" };
}

function versionInformation({ nodeReleases: _nodes, ...version }: ClusterVersion) {
  return {
    ...version,
    clusterType: "eks",
    kubernetesPatchVersion: `${version.clusterVersion}.0`,
    status: version.versionStatus,
    releaseDate: epochSeconds(version.releaseDate),
    endOfStandardSupportDate: epochSeconds(version.endOfStandardSupportDate),
    endOfExtendedSupportDate: epochSeconds(version.endOfExtendedSupportDate),
  };
}

function epochSeconds(date: string): number {
  return Date.parse(date) / 1000;
}

function sortable(version: string): string {
  return version
    .split(".")
    .map((part) => part.padStart(4, "0"))
    .join(".");
}
