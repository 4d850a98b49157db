import fc from "fast-check";
import type { AddonVersion, UpgradeInput } from "../../domain/eks/upgrade-input.ts";
import { upgradeInput } from "./upgrade-world.ts";

const FIRST_MINOR = 22;
const LAST_MINOR = 29;
const minors = Array.from({ length: LAST_MINOR - FIRST_MINOR + 1 }, (_, position) => FIRST_MINOR + position);
const ADDON_VERSIONS = [0, 1, 2, 3, 4, 5].flatMap((at) => [`v1.${at + 7}.0-eksbuild.1`, `v1.${at + 7}.2-eksbuild.1`]);

/** What is offered of one add-on: a later version is for later cluster versions, more or less, and sometimes the default of one. */
const offered = fc
  .array(
    fc.record({ shift: fc.integer({ min: -3, max: 1 }), span: fc.integer({ min: -1, max: 6 }), usual: fc.nat(9) }),
    {
      minLength: ADDON_VERSIONS.length,
      maxLength: ADDON_VERSIONS.length,
    },
  )
  .map((shapes) => {
    const taken = new Set<number>();
    return shapes.map(({ shift, span, usual }, at): AddonVersion => {
      const first = FIRST_MINOR + Math.floor(at / 2) + shift;
      const fits = minors.filter((one) => one >= first && one <= first + span);
      const chosen = fits[usual];
      const isFree = chosen !== undefined && !taken.has(chosen);
      if (isFree) taken.add(chosen);
      return {
        version: ADDON_VERSIONS[at] ?? "",
        fits: fits.map((one) => ({ clusterVersion: `1.${one}`, isDefault: isFree && one === chosen })),
      };
    });
  });

const addonIndex = fc.nat(ADDON_VERSIONS.length - 1);
const addon = fc.record({
  offered,
  at: fc.oneof(addonIndex, fc.nat(3)),
  wanted: fc.option(addonIndex, { nil: undefined, freq: 1 }),
});

const nodegroup = fc.record({
  behind: fc.constantFrom(-1, 0, 0, 0, 0, 1, 1, 2, 3, 4),
  wantedBehind: fc.constantFrom(undefined, undefined, undefined, undefined, 0, 0, 1, 2, 3),
});

/** Clusters, node groups and add-ons of which many can be upgraded, and many cannot. */
export const upgradeInputs: fc.Arbitrary<UpgradeInput> = fc
  .record({
    from: fc.integer({ min: FIRST_MINOR, max: LAST_MINOR }),
    hops: fc.integer({ min: 0, max: 4 }),
    nodegroups: fc.array(nodegroup, { maxLength: 2 }),
    vpcCni: fc.option(addon, { nil: undefined }),
    coredns: fc.option(addon, { nil: undefined }),
    skew: fc.constantFrom("strict" as const, "tolerant" as const),
  })
  .map(({ from, hops, nodegroups, vpcCni, coredns, skew }) => {
    const to = Math.min(from + hops, LAST_MINOR);
    const addons = Object.entries({ "vpc-cni": vpcCni, coredns }).flatMap(([name, one]) =>
      one === undefined ? [] : [{ name, ...one }],
    );
    return upgradeInput({
      cluster: { name: "main", version: `1.${from}`, wanted: `1.${to}` },
      nodegroups: nodegroups.map(({ behind, wantedBehind }, index) => ({
        name: `nodes-${index}`,
        version: `1.${from - behind}`,
        ...(wantedBehind === undefined ? {} : { wanted: `1.${to - wantedBehind}` }),
      })),
      addons: addons.map(({ name, at, wanted }) => ({
        name: `its-${name}`,
        addon: name,
        version: ADDON_VERSIONS[at] ?? "",
        ...(wanted === undefined ? {} : { wanted: ADDON_VERSIONS[wanted] ?? "" }),
      })),
      catalogue: {
        clusterVersions: minors.map((one) => ({ version: `1.${one}`, status: "STANDARD_SUPPORT" })),
        addons: Object.fromEntries(addons.map(({ name, offered: versions }) => [name, versions])),
      },
      skew,
    });
  });
