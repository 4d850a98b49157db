import type { JsonObject } from "../schema/json.ts";
import { plain } from "./plain.ts";
import { isSameMap } from "./same.ts";

/** Keeps pods away from a node that do not tolerate it. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** What is wanted of a node group, as far as it can be changed. */
export interface WantedNodegroup {
  readonly scaling: { readonly min: number; readonly max: number; readonly desired?: number | undefined };
  readonly update: { readonly maxUnavailable: number } | { readonly maxUnavailablePercentage: number };
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly version?: string | undefined;
  readonly releaseVersion?: string | undefined;
}

/** What is there of it. */
export interface SeenNodegroup {
  readonly version?: string | undefined;
  readonly releaseVersion?: string | undefined;
  readonly scalingConfig?:
    | {
        readonly minSize?: number | undefined;
        readonly maxSize?: number | undefined;
        readonly desiredSize?: number | undefined;
      }
    | undefined;
  readonly updateConfig?:
    | { readonly maxUnavailable?: number | undefined; readonly maxUnavailablePercentage?: number | undefined }
    | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly taints?: readonly Partial<Record<keyof Taint, string | undefined>>[] | undefined;
}

/** The change of config that brings a node group to what is wanted. EKS takes all of it in one call. */
export interface NodegroupChange {
  readonly fields: readonly string[];
  /** What is there instead, by field. */
  readonly shows: JsonObject;
  /** What goes into UpdateNodegroupConfig besides the names and the token. */
  readonly request: JsonObject;
}

/**
 * The change that brings a node group to what is wanted; undefined where it is so already. What EKS always tells, and one
 * answer lacks, is taken for what is wanted.
 *
 * @param lastDesired - The size that was asked for last. An autoscaler moves what is there: a size is asked for again
 *   only where the wish for it has changed.
 */
export function nodegroupChange(
  seen: SeenNodegroup,
  wanted: WantedNodegroup,
  lastDesired: number | undefined,
): NodegroupChange | undefined {
  const parts = [scaling(seen, wanted, lastDesired), update(seen, wanted), labels(seen, wanted), taints(seen, wanted)];
  const found = parts.filter((part) => part !== undefined);
  if (found.length === 0) return undefined;
  return {
    fields: found.map(({ field }) => field),
    shows: Object.fromEntries(found.map(({ field, shows }) => [field, plain(shows)])),
    request: Object.assign({}, ...found.map(({ request }) => request)) as JsonObject,
  };
}

/** Why a wish cannot be met by a change of config; empty where it can. */
export function nodegroupObstacles(seen: SeenNodegroup, wanted: WantedNodegroup): readonly string[] {
  return (["version", "releaseVersion"] as const)
    .filter((name) => wanted[name] !== undefined && seen[name] !== undefined && wanted[name] !== seen[name])
    .map(
      (name) =>
        `its ${name} is ${seen[name]} and ${wanted[name]} is wanted: a change of config does not move it; upgrade it, ` +
        `or say ${seen[name]} in config.${name}`,
    );
}

interface Part {
  readonly field: string;
  readonly shows: unknown;
  readonly request: JsonObject;
}

function scaling(
  { scalingConfig: seen }: SeenNodegroup,
  { scaling: { min, max, desired } }: WantedNodegroup,
  lastDesired: number | undefined,
): Part | undefined {
  const isAsked = desired !== undefined && desired !== lastDesired && desired !== (seen?.desiredSize ?? desired);
  const isSameMin = (seen?.minSize ?? min) === min;
  const isSameMax = (seen?.maxSize ?? max) === max;
  if (!isAsked && isSameMin && isSameMax) return undefined;
  const now = isAsked ? desired : seen?.desiredSize;
  // EKS takes no limits that what is there lies outside of.
  const inside = now === undefined ? undefined : Math.min(Math.max(now, min), max);
  const isSent = inside !== undefined && (isAsked || inside !== now);
  const scalingConfig = { minSize: min, maxSize: max, ...(isSent ? { desiredSize: inside } : {}) };
  return { field: "config.scaling", shows: seen, request: { scalingConfig } };
}

function update({ updateConfig: seen }: SeenNodegroup, { update: wanted }: WantedNodegroup): Part | undefined {
  if (seen === undefined) return undefined;
  const isSame =
    "maxUnavailable" in wanted
      ? seen.maxUnavailable === wanted.maxUnavailable
      : seen.maxUnavailablePercentage === wanted.maxUnavailablePercentage;
  return isSame ? undefined : { field: "config.update", shows: seen, request: { updateConfig: { ...wanted } } };
}

function labels({ labels: seen = {} }: SeenNodegroup, { labels: wanted }: WantedNodegroup): Part | undefined {
  if (isSameMap(seen, wanted)) return undefined;
  const set = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => seen[name] !== value));
  const removed = Object.keys(seen).filter((name) => !Object.hasOwn(wanted, name));
  return {
    field: "config.labels",
    shows: seen,
    request: {
      labels: {
        ...(Object.keys(set).length === 0 ? {} : { addOrUpdateLabels: set }),
        ...(removed.length === 0 ? {} : { removeLabels: removed.toSorted() }),
      },
    },
  };
}

function taints({ taints: seen = [] }: SeenNodegroup, { taints: wanted }: WantedNodegroup): Part | undefined {
  const there = seen.map(({ key = "", value = "", effect = "" }) => ({ key, value, effect }));
  // A taint is told by its key and effect; its value may change.
  const isKnown = (list: readonly Taint[], one: Taint) =>
    list.some(({ key, effect }) => key === one.key && effect === one.effect);
  const set = wanted.filter((one) => !there.some((other) => isKnown([one], other) && one.value === other.value));
  const removed = there.filter((one) => !isKnown(wanted, one));
  if (set.length === 0 && removed.length === 0) return undefined;
  const copied = (list: readonly Taint[]) => list.map(({ key, value, effect }) => ({ key, value, effect }));
  return {
    field: "config.taints",
    shows: there,
    request: {
      taints: {
        ...(set.length === 0 ? {} : { addOrUpdateTaints: copied(set) }),
        ...(removed.length === 0 ? {} : { removeTaints: copied(removed) }),
      },
    },
  };
}
