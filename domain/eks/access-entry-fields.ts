import { flatten } from "../drift/flatten.ts";
import type { AccessPolicy } from "./access-policies.ts";
import { setField, shownFields, type EksFields, type ShownFields } from "./shown-fields.ts";

const WHOLE_CLUSTER = "whole cluster";

/** An access entry as its config states it, by field. */
export function statedAccessEntry(wanted: {
  readonly username?: string | undefined;
  readonly groups: readonly string[];
  readonly policies: readonly AccessPolicy[];
}): EksFields {
  const { fields } = shownFields({ "config.username": wanted.username, "config.groups": setField(wanted.groups) });
  return { ...fields, ...policyFields(wanted.policies) };
}

/**
 * An access entry as EKS shows it, by field. A name that its config leaves to EKS lies under `entry`: nothing puts it back.
 *
 * @param states - Keys that its config states.
 */
export function shownAccessEntry(
  seen: {
    readonly username?: string | undefined;
    readonly kubernetesGroups?: readonly string[] | undefined;
    readonly policies: readonly AccessPolicy[];
  },
  states: ReadonlySet<string>,
): ShownFields {
  const { fields, unseen } = shownFields({
    [states.has("username") ? "config.username" : "entry.username"]: seen.username,
    "config.groups": seen.kubernetesGroups && setField(seen.kubernetesGroups),
  });
  return { fields: { ...fields, ...policyFields(seen.policies) }, unseen };
}

function policyFields(policies: readonly AccessPolicy[]): EksFields {
  const scopes = policies.map(({ policyArn, namespaces }) => [
    policyArn,
    namespaces.length === 0 ? WHOLE_CLUSTER : setField(namespaces),
  ]);
  return flatten(Object.fromEntries(scopes), "config.policies");
}
