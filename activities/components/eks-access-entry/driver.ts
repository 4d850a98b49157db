import type { AccessEntry, AccessScope } from "../../../adapters/eks/port.ts";
import { shownAccessEntry, statedAccessEntry } from "../../../domain/eks/access-entry-fields.ts";
import { takesNames, takesPolicies } from "../../../domain/eks/access-entry-types.ts";
import { accessPolicyChanges, type AccessPolicy } from "../../../domain/eks/access-policies.ts";
import { plain } from "../../../domain/eks/plain.ts";
import { isSameSet } from "../../../domain/eks/same.ts";
import type { Driver } from "../driver.ts";
import { eksDriver, type EksPorts } from "../eks/eks-driver.ts";
import type { Asking, Change, EksKind, Seen } from "../eks/kind.ts";
import { busy, unlessUnknown } from "../eks/refusals.ts";
import { toldOf } from "../eks/whose.ts";
import { EksAccessEntryConfig } from "./schema.ts";

interface SeenAccessEntry extends Seen {
  readonly entry: AccessEntry;
  readonly policies: readonly AccessPolicy[];
}

/** Access entries of Amazon EKS with their policies. */
export const eksAccessEntryDriver = (ports: EksPorts): Driver<EksAccessEntryConfig> =>
  eksDriver(accessEntryKind, ports);

const accessEntryKind: EksKind<EksAccessEntryConfig, SeenAccessEntry> = {
  about: {
    kind: "eks-access-entry",
    summary: "Access of a role or user of IAM to a cluster of Amazon EKS.",
    config: EksAccessEntryConfig,
    outputs: { principalArn: "public", arn: "public", username: "public" },
    examples: [
      {
        cluster: "shop-prod",
        principalArn: "arn:aws:iam::111122223333:role/developers",
        policies: [
          { policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy", namespaces: ["shop"] },
          { policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy" },
        ],
      },
    ],
    readyWithinMs: 600_000,
    replaceOn: ["config.cluster", "config.principalArn", "config.type"],
  },
  usualMs: 3_000,

  target: ({ cluster, principalArn }) => ({ cluster, principalArn }),
  tags: ({ tags }) => tags,

  async find(ask, { target }) {
    const { cluster = "", principalArn = "" } = target;
    const asked = ask.eks.describeAccessEntry({ clusterName: cluster, principalArn }, ask.signal);
    const entry = (await unlessUnknown(asked))?.accessEntry;
    if (entry === undefined) return undefined;
    const policies = await unlessUnknown(policiesOf(ask, { clusterName: cluster, principalArn }));
    if (policies === undefined) return undefined;
    const arn = toldOf(entry.accessEntryArn, target);
    const tags = entry.tags ?? {};
    // It ends with an id that no other one has.
    return { entry, policies, life: arn, arn, standing: "settled", status: "there", tags, issues: [] };
  },

  async create({ eks, signal }, { config, tags, token }) {
    const { username, groups } = config;
    const answer = await eks.createAccessEntry(
      {
        clusterName: config.cluster,
        principalArn: config.principalArn,
        type: config.type,
        ...(username === undefined || !takesNames(config.type) ? {} : { username }),
        ...(groups.length === 0 || !takesNames(config.type) ? {} : { kubernetesGroups: groups }),
        tags,
        clientRequestToken: token,
      },
      signal,
    );
    return answer.accessEntry?.accessEntryArn;
  },

  hasParts: ({ policies }) => policies.length > 0,

  fixed: ({ entry }, { type }) => (entry.type === undefined || entry.type === type ? [] : ["config.type"]),

  changes: (seen, config) => [...nameChange(seen, config), ...policyChange(seen, config)],

  outputs: ({ entry }) => ({
    principalArn: entry.principalArn ?? "",
    arn: entry.accessEntryArn ?? "",
    username: entry.username ?? "",
  }),

  drift: {
    stated: statedAccessEntry,
    shown: ({ entry, policies }, states) => shownAccessEntry({ ...entry, policies }, states),
    fixed: ["entry."],
  },

  async remove({ eks, signal }, { target: { cluster = "", principalArn = "" } }) {
    await eks.deleteAccessEntry({ clusterName: cluster, principalArn }, signal);
  },
};

function nameChange({ entry }: SeenAccessEntry, config: EksAccessEntryConfig): readonly Change[] {
  const { username, groups } = config;
  if (!takesNames(config.type)) return [];
  const fields = [
    ...(username === undefined || username === entry.username ? [] : ["config.username"]),
    ...(isSameSet(entry.kubernetesGroups, groups) ? [] : ["config.groups"]),
  ];
  if (fields.length === 0) return [];
  const request = { kubernetesGroups: [...groups], ...(username === undefined ? {} : { username }) };
  return [
    {
      step: "groups",
      fields,
      shows: { "config.username": plain(entry.username), "config.groups": plain(entry.kubernetesGroups) },
      request,
      async send({ eks, signal }, token) {
        const names = { clusterName: config.cluster, principalArn: config.principalArn };
        await eks.updateAccessEntry({ ...request, ...names, clientRequestToken: token }, signal);
        return undefined;
      },
    },
  ];
}

/** Policies have no token. A repeat leads to the same. */
function policyChange({ policies }: SeenAccessEntry, config: EksAccessEntryConfig): readonly Change[] {
  if (!takesPolicies(config.type)) return [];
  const { associate, disassociate: others } = accessPolicyChanges(policies, config.policies);
  const disassociate = takesNames(config.type) ? others : [];
  if (associate.length === 0 && disassociate.length === 0) return [];
  const names = { clusterName: config.cluster, principalArn: config.principalArn };
  return [
    {
      step: "policies",
      fields: ["config.policies"],
      shows: { "config.policies": plain(policies) },
      request: { associate: associate.map((policy) => ({ ...policy })), disassociate: [...disassociate] },
      async send({ eks, signal }) {
        for (const { policyArn, namespaces } of associate) {
          const accessScope: AccessScope =
            namespaces.length === 0 ? { type: "cluster" } : { type: "namespace", namespaces: [...namespaces] };
          await eks.associateAccessPolicy({ ...names, policyArn, accessScope }, signal);
        }
        for (const policyArn of disassociate) {
          await unlessUnknown(eks.disassociateAccessPolicy({ ...names, policyArn }, signal));
        }
        return undefined;
      },
    },
  ];
}

async function policiesOf(
  { eks, signal }: Asking,
  names: { readonly clusterName: string; readonly principalArn: string },
): Promise<readonly AccessPolicy[]> {
  const found: AccessPolicy[] = [];
  let nextToken: string | undefined;
  do {
    const page = await eks.listAssociatedAccessPolicies({ ...names, nextToken }, signal);
    // An answer without a list says nothing: it is not that of an entry without policies.
    if (page.associatedAccessPolicies === undefined)
      throw busy(`EKS has not told the policies of "${names.principalArn}"`);
    for (const { policyArn = "", accessScope } of page.associatedAccessPolicies) {
      found.push({ policyArn, namespaces: accessScope?.type === "namespace" ? (accessScope.namespaces ?? []) : [] });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}
