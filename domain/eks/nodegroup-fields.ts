import { flatten } from "../drift/flatten.ts";
import type { SeenNodegroup, Taint, WantedNodegroup } from "./nodegroup-changes.ts";
import { shownFields, type EksFields, type ShownFields } from "./shown-fields.ts";

type Template = { readonly id?: string | undefined; readonly version?: string | undefined };

const MIN = "config.scaling.min";
const MAX = "config.scaling.max";
const LABELS = "config.labels";
const TAINTS = "config.taints";
const UPDATE = "config.update";

/** A node group as its config states it, by field. How many nodes there are just now is left to whoever scales it. */
export function statedNodegroup(
  wanted: WantedNodegroup & { readonly launchTemplate?: Template | undefined },
): EksFields {
  const { scaling, update, labels, taints, version, releaseVersion, launchTemplate } = wanted;
  const { fields } = shownFields({
    [MIN]: scaling.min,
    [MAX]: scaling.max,
    "config.version": version,
    "config.releaseVersion": releaseVersion,
    "config.launchTemplate.id": launchTemplate?.id,
    "config.launchTemplate.version": launchTemplate?.version,
  });
  return { ...fields, ...flatten({ ...update }, UPDATE), ...flatten(labels, LABELS), ...taintFields(taints) };
}

/**
 * A node group as EKS shows it, by field. What cannot be another one in the same node group is left out. Its size is a
 * field only where it lies outside of its limits.
 */
export function shownNodegroup(seen: SeenNodegroup & { readonly launchTemplate?: Template | undefined }): ShownFields {
  const { scalingConfig, updateConfig, labels = {}, taints = [], version, releaseVersion, launchTemplate } = seen;
  const { minSize, maxSize, desiredSize = 0 } = scalingConfig ?? {};
  const isOutside = minSize !== undefined && maxSize !== undefined && (desiredSize < minSize || desiredSize > maxSize);
  const { fields, unseen } = shownFields({
    [MIN]: minSize,
    [MAX]: maxSize,
    ...(isOutside ? { "config.scaling.desired": desiredSize } : {}),
    "config.version": version,
    "config.releaseVersion": releaseVersion,
    ...(launchTemplate === undefined
      ? {}
      : { "config.launchTemplate.id": launchTemplate.id, "config.launchTemplate.version": launchTemplate.version }),
  });
  const known = taints.map(({ key = "", value = "", effect = "" }) => ({ key, value, effect }));
  return {
    fields: { ...fields, ...limits(updateConfig), ...flatten(labels, LABELS), ...taintFields(known) },
    unseen: updateConfig === undefined ? [...unseen, `${UPDATE}.`] : unseen,
  };
}

function limits({
  maxUnavailable,
  maxUnavailablePercentage,
}: NonNullable<SeenNodegroup["updateConfig"]> = {}): EksFields {
  return shownFields({
    ...(maxUnavailable === undefined ? {} : { [`${UPDATE}.maxUnavailable`]: maxUnavailable }),
    ...(maxUnavailablePercentage === undefined
      ? {}
      : { [`${UPDATE}.maxUnavailablePercentage`]: maxUnavailablePercentage }),
  }).fields;
}

/** A taint is told by its key and effect; its value may change. */
function taintFields(taints: readonly Taint[]): EksFields {
  return flatten(Object.fromEntries(taints.map(({ key, value, effect }) => [`${key}:${effect}`, value])), TAINTS);
}
