import type { TruthLine } from "../fakes/start-fake-eks.ts";
import type { World } from "./world.ts";

/** A move of a version that EKS has accepted. */
export interface Move {
  readonly kind: string;
  /** Of the node group or the add-on; `control plane` of the cluster. */
  readonly name: string;
  /** Number of the line that accepted it. */
  readonly begunAt: number;
  /** Number of the line that ended it; endless while it runs. */
  readonly endedAt: number;
  /** What it has led to; empty while it runs. */
  readonly to: string;
}

const MOVES = ["UpdateClusterVersion", "UpdateNodegroupVersion", "UpdateAddon"];

/** What really happened to a cluster and to what lives in it, in its order, from a line on. */
export async function truthOf(world: World, cluster: string, after = 0): Promise<readonly TruthLine[]> {
  const lines = await world.fake.log(`kind=effect,transition&after=${after}`);
  return lines.filter(({ resource }) => clusterOf(resource) === cluster);
}

/** How often calls that change something were refused because of what they ask for, not because it is too early. */
export async function bugsOf(world: World): Promise<readonly string[]> {
  const lines = await world.fake.log("kind=driver_bug");
  return lines.map(({ seq, operation, message }) => `${seq}: ${String(operation)}: ${String(message)}`);
}

/** Every move of a version, in the order in which they were accepted. */
export function movesIn(lines: readonly TruthLine[]): readonly Move[] {
  return lines
    .filter(
      ({ kind, operation, outcome }) => kind === "effect" && outcome === "new" && MOVES.includes(String(operation)),
    )
    .map(({ seq, resource }) => {
      const [, , kind = "", , name = "control plane"] = String(resource).split("/");
      const end = lines.find((line) => line.seq > seq && line["resource"] === resource && isEnd(line));
      const { version, addonVersion } = (end?.["after"] ?? {}) as {
        readonly version?: string;
        readonly addonVersion?: string;
      };
      return { kind, name, begunAt: seq, endedAt: end?.seq ?? Infinity, to: version ?? addonVersion ?? "" };
    });
}

/** A move in words, the same for every cluster. */
export function wordsOf({ name, to }: Pick<Move, "name" | "to">): string {
  return `${name} to ${to}`;
}

/** The versions of everything by its name, as the last line about each tells. */
export function versionsIn(lines: readonly TruthLine[]): Readonly<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const { resource, after } of lines) {
    const [, , kind = "", , name = "control plane"] = String(resource).split("/");
    const { version, addonVersion } = (after ?? {}) as { readonly version?: string; readonly addonVersion?: string };
    const has = kind === "addon" ? addonVersion : version;
    if (has !== undefined) versions[name] = has;
  }
  return versions;
}

function isEnd({ kind, operation }: TruthLine): boolean {
  return kind === "transition" && / update /.test(String(operation));
}

function clusterOf(resource: unknown): string | undefined {
  return String(resource).split("/")[3];
}
