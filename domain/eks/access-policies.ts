import { isSameSet } from "./same.ts";

/** A policy of EKS that a principal has. Without namespaces it holds for the whole cluster. */
export interface AccessPolicy {
  readonly policyArn: string;
  readonly namespaces: readonly string[];
}

/** The policies to give and to take away, so that a principal has the wanted ones and no others. */
export function accessPolicyChanges(
  seen: readonly AccessPolicy[],
  wanted: readonly AccessPolicy[],
): { readonly associate: readonly AccessPolicy[]; readonly disassociate: readonly string[] } {
  const associate = wanted.filter(
    ({ policyArn, namespaces }) =>
      !seen.some((one) => one.policyArn === policyArn && isSameSet(one.namespaces, namespaces)),
  );
  const disassociate = seen
    .map(({ policyArn }) => policyArn)
    .filter((arn) => !wanted.some(({ policyArn }) => policyArn === arn));
  return { associate, disassociate };
}
