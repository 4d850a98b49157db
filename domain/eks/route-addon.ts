import { compareAddonVersions, isWithinOneMinor } from "./compare-addon-versions.ts";
import type { AddonVersion } from "./upgrade-input.ts";

/** What a route is searched in. */
export interface RouteInput {
  readonly from: string;
  readonly to: string;
  /** The versions of the cluster on the way, the present one first. */
  readonly clusterVersions: readonly string[];
  readonly offered: readonly AddonVersion[];
  /** True where the add-on moves one minor at a time. */
  readonly isStepwise: boolean;
  /** True where it takes the default of each cluster version on the way, as far as that is possible. */
  readonly takesDefaults: boolean;
}

/**
 * The versions that an add-on takes, one after the other. `before[n]`: while the cluster has its version n, before it moves
 * on. `after[n]`: once it has version n + 1; where the cluster does not move, `after[0]` holds everything.
 */
export interface AddonRoute {
  readonly before: readonly (readonly string[])[];
  readonly after: readonly (readonly string[])[];
}

/** Which versions count while the cluster has one of its versions. */
interface Ground extends RouteInput {
  /** By position in `clusterVersions`: versions of the add-on that fit and lie on the way, the nearest to the end first. */
  readonly fitting: readonly (readonly string[])[];
  /** By position: versions with which the cluster may move on, and from which the end can be reached; of the last, the end. */
  readonly exits: readonly (readonly string[])[];
}

/**
 * Finds versions for an add-on such that it fits the cluster's version at every moment, and both versions while the
 * cluster moves. It never turns round, so a route that is searched again from anywhere on it leads to the same end.
 * Undefined where there is none; whenever there is one, one is found. Of what stays while its cluster stays, nothing is asked.
 */
export function routeAddon(input: RouteInput): AddonRoute | undefined {
  const ground = groundOf(input);
  const { clusterVersions } = input;
  const last = clusterVersions.length - 1;
  const before: (readonly string[])[] = [];
  const after: (readonly string[])[] = [];
  let at = input.from;
  const take = (way: readonly string[]): readonly string[] => {
    at = way.at(-1) ?? at;
    return way;
  };
  for (let position = 0; position < last; position += 1) {
    const way = wayOut(ground, at, position);
    if (way === undefined) return undefined;
    before.push(take(way));
    after.push(take(position + 1 < last ? wayToDefault(ground, at, position + 1) : []));
  }
  const rest = wayBetween(ground, { from: at, to: input.to, position: last });
  if (rest === undefined) return undefined;
  after[Math.max(last - 1, 0)] = take(rest);
  return { before, after };
}

function groundOf(input: RouteInput): Ground {
  const { clusterVersions, offered, from, to } = input;
  const isOnTheWay = (version: string) => !isBeyond(input, from, version) && !isBeyond(input, version, to);
  const nearestFirst = (one: string, other: string) => (isBeyond(input, one, other) ? -1 : 1);
  const fitting = clusterVersions.map((clusterVersion) =>
    offered
      .filter(({ version, fits }) => isOnTheWay(version) && fits.some((fit) => fit.clusterVersion === clusterVersion))
      .map(({ version }) => version)
      .toSorted(nearestFirst),
  );
  const exits: (readonly string[])[] = fitting.map(() => []);
  exits[fitting.length - 1] = (fitting.at(-1) ?? []).filter((version) => version === to);
  for (let position = fitting.length - 2; position >= 0; position -= 1) {
    const known: Ground = { ...input, fitting, exits };
    exits[position] = (fitting[position] ?? []).filter(
      (version) => fitting[position + 1]?.includes(version) === true && reachesEnd(known, version, position + 1),
    );
  }
  return { ...input, fitting, exits };
}

/** Whether `one` lies further on the way than `other`. */
function isBeyond({ from, to }: Pick<RouteInput, "from" | "to">, one: string, other: string): boolean {
  const isUpwards = compareAddonVersions(from, to) <= 0;
  return isUpwards ? compareAddonVersions(one, other) > 0 : compareAddonVersions(one, other) < 0;
}

function reachesEnd(ground: Ground, version: string, position: number): boolean {
  return (ground.exits[position] ?? []).some(
    (exit) => wayBetween(ground, { from: version, to: exit, position }) !== undefined,
  );
}

/** The way to a version with which the cluster may move on: none where it has one, else to a default where it takes them, to the end, or near to it. */
function wayOut(ground: Ground, from: string, position: number): readonly string[] | undefined {
  const exits = ground.exits[position] ?? [];
  if (exits.includes(from)) return [];
  const usual = ground.takesDefaults ? [defaultAt(ground, position + 1), ground.to, defaultAt(ground, position)] : [];
  for (const to of [...usual, ...exits]) {
    const way = to === undefined || !exits.includes(to) ? undefined : wayBetween(ground, { from, to, position });
    if (way !== undefined) return way;
  }
  return undefined;
}

/** The way to the default of a cluster version on the way; none where that lies behind, or where the end cannot be reached from there. */
function wayToDefault(ground: Ground, from: string, position: number): readonly string[] {
  const to = ground.takesDefaults ? defaultAt(ground, position) : undefined;
  if (to === undefined || ground.fitting[position]?.includes(to) !== true) return [];
  return reachesEnd(ground, to, position) ? (wayBetween(ground, { from, to, position }) ?? []) : [];
}

function defaultAt({ offered, clusterVersions }: RouteInput, position: number): string | undefined {
  return defaultFor(offered, clusterVersions[position] ?? "");
}

/** The default of an add-on for a cluster version; undefined where none is named. */
export function defaultFor(offered: readonly AddonVersion[], clusterVersion: string): string | undefined {
  return offered.find(({ fits }) => fits.some((fit) => fit.clusterVersion === clusterVersion && fit.isDefault))
    ?.version;
}

/**
 * The fewest versions from one to another while the cluster stays: going as far as one move may is never a worse start for
 * the next. Undefined where there is no way, or it would turn round.
 */
function wayBetween(
  ground: Ground,
  { from, to, position }: { readonly from: string; readonly to: string; readonly position: number },
): readonly string[] | undefined {
  const fitting = ground.fitting[position] ?? [];
  const way: string[] = [];
  for (let at = from; at !== to;) {
    const next = fitting.find(
      (version) =>
        isBeyond(ground, version, at) &&
        !isBeyond(ground, version, to) &&
        (!ground.isStepwise || isWithinOneMinor(at, version)),
    );
    if (next === undefined) return undefined;
    way.push(next);
    at = next;
  }
  return way;
}
