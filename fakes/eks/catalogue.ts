import { readFileSync } from "node:fs";
import { z } from "zod";

const Minor = z.string().regex(/^\d+\.\d+$/);

/** What can be made: versions of Kubernetes and of add-ons. `catalogue.json` holds the one of a new simulator. */
export const CatalogueSchema = z.strictObject({
  /** Oldest first. */
  clusterVersions: z
    .array(
      z.strictObject({
        clusterVersion: Minor,
        defaultVersion: z.boolean(),
        defaultPlatformVersion: z.string(),
        releaseDate: z.iso.date(),
        endOfStandardSupportDate: z.iso.date(),
        endOfExtendedSupportDate: z.iso.date(),
        versionStatus: z.enum(["STANDARD_SUPPORT", "EXTENDED_SUPPORT", "UNSUPPORTED"]),
        /** Release versions of node images, oldest first. */
        nodeReleases: z.array(z.string()).min(1),
      }),
    )
    .min(1),
  addons: z.array(
    z.strictObject({
      addonName: z.string(),
      type: z.string(),
      /** A `deployment` needs nodes to become active. */
      placement: z.enum(["every-node", "deployment"]),
      /** Whether a cluster has a copy of its own from the start, unless told not to. */
      isSelfManagedByDefault: z.boolean(),
      /** Whether updates may not skip a minor version of it. */
      movesByMinor: z.boolean(),
      requiresIamPermissions: z.boolean(),
      /** Its service accounts in kube-system that need a role. */
      serviceAccounts: z.array(z.string()),
      /** Newest first. */
      versions: z
        .array(
          z.strictObject({
            addonVersion: z.string(),
            /** Versions of Kubernetes it runs on. */
            clusterVersions: z.array(Minor),
            /** Versions of Kubernetes where it is what EKS installs unless told otherwise. */
            defaultFor: z.array(Minor),
          }),
        )
        .min(1),
    }),
  ),
  accessPolicies: z.array(z.string()),
});

export type CatalogueData = z.infer<typeof CatalogueSchema>;
export type ClusterVersion = CatalogueData["clusterVersions"][number];
export type AddonOffer = CatalogueData["addons"][number];

/** Questions to the catalogue. */
export interface Catalogue {
  readonly data: CatalogueData;
  find(version: string): ClusterVersion | undefined;
  defaultVersion(): ClusterVersion;
  /** How many minors lie between two versions; undefined when one is not of the catalogue. */
  steps(from: string, to: string): number | undefined;
  latestRelease(version: string): string;
  addon(name: string): AddonOffer | undefined;
  /** The version of an add-on EKS installs on a version of Kubernetes; undefined when it has none for it. */
  defaultAddonVersion(name: string, clusterVersion: string): string | undefined;
  isCompatible(name: string, addonVersion: string, clusterVersion: string): boolean;
}

/** The catalogue a new simulator starts with. */
export function shippedCatalogue(): CatalogueData {
  return CatalogueSchema.parse(JSON.parse(readFileSync(new URL("catalogue.json", import.meta.url), "utf8")));
}

export function catalogueOf(data: CatalogueData): Catalogue {
  const minors = data.clusterVersions.map(({ clusterVersion }) => clusterVersion);
  const catalogue: Catalogue = {
    data,
    find: (version) => data.clusterVersions.find(({ clusterVersion }) => clusterVersion === version),
    defaultVersion() {
      const found = data.clusterVersions.find(({ defaultVersion }) => defaultVersion) ?? data.clusterVersions.at(-1);
      if (found === undefined) throw new Error("the catalogue has no version");
      return found;
    },
    steps(from, to) {
      const [start, end] = [minors.indexOf(from), minors.indexOf(to)];
      return start === -1 || end === -1 ? undefined : end - start;
    },
    latestRelease: (version) => catalogue.find(version)?.nodeReleases.at(-1) ?? `${version}.0-1`,
    addon: (name) => data.addons.find(({ addonName }) => addonName === name),
    defaultAddonVersion(name, clusterVersion) {
      const versions = catalogue.addon(name)?.versions ?? [];
      const fitting = versions.filter(({ clusterVersions }) => clusterVersions.includes(clusterVersion));
      return (fitting.find(({ defaultFor }) => defaultFor.includes(clusterVersion)) ?? fitting[0])?.addonVersion;
    },
    isCompatible(name, wanted, clusterVersion) {
      const found = catalogue.addon(name)?.versions.find(({ addonVersion }) => addonVersion === wanted);
      return found?.clusterVersions.includes(clusterVersion) ?? false;
    },
  };
  return catalogue;
}
