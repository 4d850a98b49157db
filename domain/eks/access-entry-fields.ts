import { flatten } from "../drift/flatten.ts";
import type { AccessPolicy } from "./access-policies.ts";
import { takesNames } from "./access-entry-types.ts";
import { setField, shownFields, type EksFields, type ShownFields } from "./shown-fields.ts";

const WHOLE_CLUSTER = "whole cluster";

/** An access entry as its config states it, by field. */
export function statedAccessEntry(wanted: {
  readonly type: string;
  readonly username?: string | undefined;
  readonly groups: readonly string[];
  readonly policies: readonly AccessPolicy[];
}): EksFields {
  const { type, username, groups, policies } = wanted;
  // EKS gives entries of nodes what they need, and keeps that.
  if (!takesNames(type)) return policies.length === 0 ? {} : policyFields(policies, "entry");
  const { fields } = shownFields({
    ...(username === undefined ? {} : { "config.username": username }),
    "config.groups": setField(groups),
  });
  return { ...fields, ...policyFields(policies, "config") };
}

/**
 * An access entry as EKS shows it, by field. What EKS has chosen lies under `entry`, and so does everything of entries that
 * are not of type STANDARD: nothing puts it back.
 *
 * @param states - Keys that its config states.
 */
export function shownAccessEntry(
  seen: {
    readonly type?: string | undefined;
    readonly username?: string | undefined;
    readonly kubernetesGroups?: readonly string[] | undefined;
    readonly policies: readonly AccessPolicy[];
  },
  states: ReadonlySet<string>,
): ShownFields {
  const { type = "STANDARD", username, kubernetesGroups, policies } = seen;
  const where = takesNames(type) ? "config" : "entry";
  const { fields, unseen } = shownFields({
    [states.has("username") ? "config.username" : "entry.username"]: username,
    [`${where}.groups`]: kubernetesGroups && setField(kubernetesGroups),
  });
  return { fields: { ...fields, ...policyFields(policies, where) }, unseen };
}

function policyFields(policies: readonly AccessPolicy[], where: "config" | "entry"): EksFields {
  const scopes = policies.map(({ policyArn, namespaces }) => [
    policyArn,
    namespaces.length === 0 ? WHOLE_CLUSTER : setField(namespaces),
  ]);
  return flatten(Object.fromEntries(scopes), `${where}.policies`);
}
