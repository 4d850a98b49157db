import type { TruthLine } from "../fakes/start-fake-eks.ts";
import type { ScenarioWorld } from "./scenario-world.ts";

/** Effects of a cell on what belongs to a cluster, in their order. */
export async function effectsOn({ fake }: Pick<ScenarioWorld, "fake">, cluster: string): Promise<readonly TruthLine[]> {
  const lines = await fake.log("kind=effect");
  return lines.filter(
    (line) => line["outcome"] === "new" && line["cause"] === "api" && isOf(cluster, String(line["resource"])),
  );
}

/** What is there of a cluster in the end, under a name that all clusters share. */
export async function endOf({ fake }: Pick<ScenarioWorld, "fake">, cluster: string): Promise<readonly string[]> {
  const { resources } = (await fake.sim("GET", "/state")) as { readonly resources?: readonly Stored[] };
  return (resources ?? [])
    .filter(({ key, kind }) => isOf(cluster, key) && kind !== "update" && kind !== "association")
    .map(({ kind, name, doc }) => `${kind} ${name} ${doc.version ?? doc.addonVersion ?? ""} ${doc.status ?? "there"}`)
    .map((text) => text.replaceAll(cluster, "main"))
    .toSorted();
}

interface Stored {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly doc: { readonly status?: string; readonly version?: string; readonly addonVersion?: string };
}

/** Keys are `account/region/kind/cluster`, and the name of what is in the cluster. */
function isOf(cluster: string, key: string): boolean {
  return key.split("/")[3] === cluster;
}
