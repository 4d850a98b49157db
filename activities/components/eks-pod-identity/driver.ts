import type { PodIdentityAssociation } from "../../../adapters/eks/port.ts";
import { plain } from "../../../domain/eks/plain.ts";
import { shownFields } from "../../../domain/eks/shown-fields.ts";
import type { Driver } from "../driver.ts";
import { eksDriver, type EksPorts } from "../eks/eks-driver.ts";
import type { Asking, EksKind, Place, Seen } from "../eks/kind.ts";
import { unlessUnknown } from "../eks/refusals.ts";
import { toldOf } from "../eks/whose.ts";
import { EksPodIdentityConfig } from "./schema.ts";

interface SeenPodIdentity extends Seen {
  readonly association: PodIdentityAssociation;
}

/** Pod identity associations of Amazon EKS, found again by what they are for. */
export const eksPodIdentityDriver = (ports: EksPorts): Driver<EksPodIdentityConfig> =>
  eksDriver(podIdentityKind, ports);

const podIdentityKind: EksKind<EksPodIdentityConfig, SeenPodIdentity> = {
  about: {
    kind: "eks-pod-identity",
    summary: "A role of IAM for the pods of a service account, in a cluster of Amazon EKS.",
    config: EksPodIdentityConfig,
    outputs: { associationId: "public", arn: "public", roleArn: "public" },
    examples: [
      {
        cluster: "shop-prod",
        namespace: "shop",
        serviceAccount: "api",
        roleArn: "arn:aws:iam::111122223333:role/shop-api",
      },
    ],
    readyWithinMs: 600_000,
    replaceOn: ["config.cluster", "config.namespace", "config.serviceAccount"],
  },
  usualMs: 3_000,

  target: ({ cluster, namespace, serviceAccount }) => ({ cluster, namespace, serviceAccount }),
  tags: ({ tags }) => tags,

  async find(ask, place) {
    const { cluster = "" } = place.target;
    // EKS makes up its id. One whose id has been lost is found by what it is for.
    const associationId = place.life ?? (await idOf(ask, place));
    if (associationId === undefined) return undefined;
    const asked = ask.eks.describePodIdentityAssociation({ clusterName: cluster, associationId }, ask.signal);
    const association = (await unlessUnknown(asked))?.association;
    if (association === undefined) return undefined;
    const arn = toldOf(association.associationArn, place.target);
    const tags = association.tags ?? {};
    return { association, life: associationId, arn, standing: "settled", status: "there", tags, issues: [] };
  },

  async create({ eks, signal }, { config, tags, token }) {
    const { namespace, serviceAccount, roleArn, targetRoleArn } = config;
    const answer = await eks.createPodIdentityAssociation(
      {
        clusterName: config.cluster,
        namespace,
        serviceAccount,
        roleArn,
        ...(targetRoleArn === undefined ? {} : { targetRoleArn }),
        tags,
        clientRequestToken: token,
      },
      signal,
    );
    return answer.association?.associationId;
  },

  fixed: () => [],

  changes({ association, life }, config) {
    const { roleArn, targetRoleArn } = config;
    const fields = [
      ...(association.roleArn === roleArn ? [] : ["config.roleArn"]),
      // An empty one takes it off.
      ...((association.targetRoleArn ?? "") === (targetRoleArn ?? "") ? [] : ["config.targetRoleArn"]),
    ];
    if (fields.length === 0) return [];
    const hasTarget = targetRoleArn !== undefined || fields.includes("config.targetRoleArn");
    const request = { roleArn, ...(hasTarget ? { targetRoleArn: targetRoleArn ?? "" } : {}) };
    return [
      {
        step: "role",
        fields,
        shows: {
          "config.roleArn": plain(association.roleArn),
          "config.targetRoleArn": plain(association.targetRoleArn),
        },
        request,
        async send({ eks, signal }, token) {
          const names = { clusterName: config.cluster, associationId: life };
          await eks.updatePodIdentityAssociation({ ...request, ...names, clientRequestToken: token }, signal);
          return undefined;
        },
      },
    ];
  },

  outputs: ({ association, life }) => ({
    associationId: life,
    arn: association.associationArn ?? "",
    roleArn: association.roleArn ?? "",
  }),

  drift: {
    stated: (config) => roles(config).fields,
    shown: ({ association }) => roles(association),
    fixed: [],
  },

  async remove({ eks, signal }, { target: { cluster = "" }, life = "" }) {
    await eks.deletePodIdentityAssociation({ clusterName: cluster, associationId: life }, signal);
  },
};

/** The roles as fields. Without one of another account there is no field of it. */
function roles({ roleArn, targetRoleArn = "" }: Pick<PodIdentityAssociation, "roleArn" | "targetRoleArn">) {
  return shownFields({
    "config.roleArn": roleArn,
    ...(targetRoleArn === "" ? {} : { "config.targetRoleArn": targetRoleArn }),
  });
}

async function idOf({ eks, signal }: Asking, { target }: Place): Promise<string | undefined> {
  const { cluster = "", namespace = "", serviceAccount = "" } = target;
  let nextToken: string | undefined;
  do {
    const asked = eks.listPodIdentityAssociations(
      { clusterName: cluster, namespace, serviceAccount, nextToken },
      signal,
    );
    const page = await unlessUnknown(asked);
    // What the filter lets through is looked at again: it may be another one.
    const found = page?.associations?.find(
      (one) => one.namespace === namespace && one.serviceAccount === serviceAccount,
    );
    if (found?.associationId !== undefined) return found.associationId;
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}
