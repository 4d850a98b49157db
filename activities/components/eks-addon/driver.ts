import type { Addon } from "../../../adapters/eks/port.ts";
import { canonicalJson } from "../../../domain/canonical-json.ts";
import { addonChange } from "../../../domain/eks/addon-change.ts";
import { shownAddon, statedAddon } from "../../../domain/eks/addon-fields.ts";
import { judgeStatus } from "../../../domain/eks/judge-status.ts";
import type { Driver } from "../driver.ts";
import { eksDriver, type EksPorts } from "../eks/eks-driver.ts";
import type { EksKind, Seen } from "../eks/kind.ts";
import { unlessUnknown } from "../eks/refusals.ts";
import { toldOf } from "../eks/whose.ts";
import { EksAddonConfig } from "./schema.ts";

interface SeenAddon extends Seen {
  readonly addon: Addon;
}

/** Add-ons of Amazon EKS. Settings of others in the cluster are met as the config says. */
export const eksAddonDriver = (ports: EksPorts): Driver<EksAddonConfig> => eksDriver(addonKind, ports);

const addonKind: EksKind<EksAddonConfig, SeenAddon> = {
  about: {
    kind: "eks-addon",
    summary: "An add-on of a cluster of Amazon EKS.",
    config: EksAddonConfig,
    outputs: { name: "public", arn: "public", version: "public" },
    examples: [
      { cluster: "shop-prod", name: "vpc-cni" },
      {
        cluster: "shop-prod",
        name: "coredns",
        version: "v1.11.3-eksbuild.1",
        configuration: { replicaCount: 3 },
        resolveConflicts: { create: "OVERWRITE", update: "PRESERVE" },
      },
    ],
    readyWithinMs: 1_800_000,
    replaceOn: ["config.cluster", "config.name"],
  },
  usualMs: 45_000,

  target: ({ cluster, name }) => ({ cluster, name }),
  tags: ({ tags }) => tags,
  remember: ({ resolveConflicts }) => ({ conflicts: resolveConflicts.update }),
  forRemoval: ({ keepOnRemoval }) => ({ keepOnRemoval }),
  updateOf: ({ cluster = "", name = "" }) => ({ name: cluster, addonName: name }),

  async find({ eks, signal }, { target }) {
    const { cluster = "", name = "" } = target;
    const asked = eks.describeAddon({ clusterName: cluster, addonName: name }, signal);
    const addon = (await unlessUnknown(asked))?.addon;
    if (addon === undefined) return undefined;
    const arn = toldOf(addon.addonArn, target);
    return {
      addon,
      // It ends with an id that no other one has.
      life: arn,
      arn,
      standing: judgeStatus("addon", addon.status),
      status: addon.status ?? "without a status",
      tags: addon.tags ?? {},
      issues: addon.health?.issues ?? [],
    };
  },

  async create({ eks, signal }, { config, tags, token }) {
    const { version, serviceAccountRoleArn, configuration } = config;
    const answer = await eks.createAddon(
      {
        clusterName: config.cluster,
        addonName: config.name,
        resolveConflicts: config.resolveConflicts.create,
        ...(version === undefined ? {} : { addonVersion: version }),
        ...(serviceAccountRoleArn === undefined ? {} : { serviceAccountRoleArn }),
        ...(configuration === undefined ? {} : { configurationValues: canonicalJson(configuration) }),
        tags,
        clientRequestToken: token,
      },
      signal,
    );
    return answer.addon?.addonArn;
  },

  fixed: () => [],

  changes({ addon }, config) {
    const change = addonChange(addon, config);
    if (change === undefined) return [];
    const resolveConflicts = config.resolveConflicts.update;
    return [
      {
        ...change,
        // How conflicts are met is part of the wish: another try with another answer is another call.
        request: { ...change.request, resolveConflicts },
        step: "config",
        updateType: "AddonUpdate",
        async send({ eks, signal }, token) {
          const names = { clusterName: config.cluster, addonName: config.name };
          const input = { ...change.request, ...names, resolveConflicts, clientRequestToken: token };
          return (await eks.updateAddon(input, signal)).update?.id;
        },
      },
    ];
  },

  outputs: ({ addon }) => ({
    name: addon.addonName ?? "",
    arn: addon.addonArn ?? "",
    version: addon.addonVersion ?? "",
  }),

  drift: {
    stated: statedAddon,
    shown: ({ addon }, states) => shownAddon(addon, states),
    fixed: ["config.version", "addon."],
    obstacles: ({ addon }, { version }) =>
      version === undefined || version === addon.addonVersion
        ? []
        : [
            `it runs ${addon.addonVersion} and ${version} is wanted: what somebody has moved is not moved back; ` +
              `say ${addon.addonVersion} in config.version, or have ${version} applied`,
          ],
  },

  async remove({ eks, signal }, { target: { cluster = "", name = "" }, forRemoval }) {
    const preserve = forRemoval["keepOnRemoval"] === true;
    await eks.deleteAddon({ clusterName: cluster, addonName: name, ...(preserve ? { preserve } : {}) }, signal);
  },

  moves: {
    role: "add-on",
    usualMs: 60_000,
    versionOf: ({ addon }) => addon.addonVersion,
    change({ target: { cluster = "", name = "" }, to, remembered }) {
      const conflicts = remembered["conflicts"];
      const resolveConflicts = conflicts === "NONE" || conflicts === "OVERWRITE" ? conflicts : "PRESERVE";
      return {
        step: "version",
        fields: ["config.version"],
        request: { addonVersion: to, resolveConflicts },
        updateType: "AddonUpdate",
        async send({ eks, signal }, token) {
          const names = { clusterName: cluster, addonName: name };
          const input = { ...names, addonVersion: to, resolveConflicts, clientRequestToken: token } as const;
          return (await eks.updateAddon(input, signal)).update?.id;
        },
      };
    },
  },
};
