import { readFile } from "node:fs/promises";
import type { TruthLine } from "../fakes/start-fake-eks.ts";

interface Catalogue {
  readonly addons: readonly {
    readonly addonName: string;
    readonly versions: readonly {
      readonly addonVersion: string;
      readonly clusterVersions: readonly string[];
      readonly defaultFor: readonly string[];
    }[];
  }[];
}

interface Doc {
  readonly version?: string;
  readonly addonName?: string;
  readonly addonVersion?: string;
}

const LAG_MAX = 1;

/**
 * Plays the truth of a cluster line by line, and answers what was wrong at any moment: nodes newer than their control plane, or
 * further behind than one minor, add-ons that are not for its version, and a control plane that moves while one of them would not fit.
 */
export async function wrongMoments(lines: readonly TruthLine[]): Promise<readonly string[]> {
  const catalogue = await readCatalogue();
  const wrong: string[] = [];
  let cluster = "";
  const nodes = new Map<string, string>();
  const addons = new Map<string, string>();
  const fits = (at: string, seq: number) => {
    for (const [name, version] of nodes) {
      const lag = minorOf(at) - minorOf(version);
      if (lag < 0 || lag > LAG_MAX) wrong.push(`${seq}: node group ${name} has ${version} under ${at}`);
    }
    for (const [name, version] of addons) {
      const isFor = catalogue.addons
        .find(({ addonName }) => addonName === name)
        ?.versions.some(
          ({ addonVersion, clusterVersions }) => addonVersion === version && clusterVersions.includes(at),
        );
      if (isFor !== true) wrong.push(`${seq}: add-on ${name} has ${version} under ${at}`);
    }
  };
  for (const { seq, resource, operation, after, ...line } of lines) {
    const doc = (after ?? {}) as Doc;
    const [, , kind, , name = ""] = String(resource).split("/");
    if (kind === "cluster" && doc.version !== undefined) cluster = doc.version;
    if (kind === "nodegroup" && doc.version !== undefined) nodes.set(name, doc.version);
    if (kind === "addon" && doc.addonVersion !== undefined) addons.set(doc.addonName ?? name, doc.addonVersion);
    if (cluster !== "") fits(cluster, seq);
    // From the moment on at which it is accepted, either version may be the one that is there.
    if (operation === "UpdateClusterVersion" && line["outcome"] === "new") fits(versionAfter(cluster), seq);
  }
  return wrong;
}

/** The version that an add-on without one of its own has in the end, at a version of its cluster. */
export async function defaultOf(addonName: string, clusterVersion: string): Promise<string | undefined> {
  const { addons } = await readCatalogue();
  const versions = addons.find((addon) => addon.addonName === addonName)?.versions;
  return versions?.find(({ defaultFor }) => defaultFor.includes(clusterVersion))?.addonVersion;
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

function versionAfter(version: string): string {
  return `1.${minorOf(version) + 1}`;
}

async function readCatalogue(): Promise<Catalogue> {
  return JSON.parse(await readFile(new URL("../../fakes/eks/catalogue.json", import.meta.url), "utf8")) as Catalogue;
}
