import { isSameSet } from "./same.ts";

/** What is wanted of a node group and cannot be changed. What is absent may be anything; without a template there is none. */
export interface WantedFixed {
  readonly nodeRoleArn: string;
  readonly subnetIds: readonly string[];
  /** Empty for any. */
  readonly instanceTypes: readonly string[];
  readonly capacityType: string;
  readonly amiType?: string | undefined;
  readonly diskSizeGb?: number | undefined;
  readonly launchTemplate?: { readonly id: string; readonly version?: string | undefined } | undefined;
}

/** What is there of it. What EKS does not tell is absent. */
export interface SeenFixed {
  readonly nodeRole?: string | undefined;
  readonly subnets?: readonly string[] | undefined;
  readonly instanceTypes?: readonly string[] | undefined;
  readonly capacityType?: string | undefined;
  readonly amiType?: string | undefined;
  readonly diskSize?: number | undefined;
  readonly launchTemplate?: { readonly id?: string | undefined; readonly version?: string | undefined } | undefined;
}

/** Fields of a node group that are otherwise and cannot be changed. What EKS does not tell is taken for what is wanted. */
export function fixedOfNodegroup(seen: SeenFixed, wanted: WantedFixed): readonly string[] {
  const { launchTemplate: there } = seen;
  const { launchTemplate: template } = wanted;
  const isOther = {
    "config.nodeRoleArn": isOtherValue(seen.nodeRole, wanted.nodeRoleArn),
    "config.subnetIds": isOtherSet(seen.subnets, wanted.subnetIds),
    "config.instanceTypes": isOtherSet(seen.instanceTypes, wanted.instanceTypes),
    "config.capacityType": isOtherValue(seen.capacityType, wanted.capacityType),
    "config.amiType": isOtherValue(seen.amiType, wanted.amiType),
    "config.diskSizeGb": isOtherValue(seen.diskSize, wanted.diskSizeGb),
    "config.launchTemplate":
      template === undefined
        ? there?.id !== undefined
        : isOtherValue(there?.id, template.id) || isOtherValue(there?.version, template.version),
  };
  return Object.entries(isOther).flatMap(([field, differs]) => (differs ? [field] : []));
}

function isOtherValue<Value>(seen: Value | undefined, wanted: Value | undefined): boolean {
  return seen !== undefined && wanted !== undefined && seen !== wanted;
}

/** None of these sets is ever empty: an empty one is one that is not told, or not asked for. */
function isOtherSet(seen: readonly string[] = [], wanted: readonly string[]): boolean {
  return seen.length > 0 && wanted.length > 0 && !isSameSet(seen, wanted);
}
