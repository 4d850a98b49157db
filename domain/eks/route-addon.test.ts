import fc from "fast-check";
import { expect, test } from "vitest";
import { addonVersion } from "../../test/setup/upgrade-world.ts";
import { compareAddonVersions, isWithinOneMinor } from "./compare-addon-versions.ts";
import { routeAddon, type RouteInput } from "./route-addon.ts";

test.each([
  ["v1.9.3-eksbuild.2", "v1.10.0-eksbuild.1", true],
  ["v1.10.0-eksbuild.1", "v1.10.0-eksbuild.10", true],
  ["v1.10.0-eksbuild.9", "v1.10.0-eksbuild.10", true],
  ["v1.10", "v1.10.0", true],
  ["v1.10.0-alpha", "v1.10.0-beta", true],
  ["v2.0.0-eksbuild.1", "v1.99.0-eksbuild.9", false],
])("%s comes before %s: %s", (first, second, isBefore) => {
  expect(compareAddonVersions(first, second) < 0).toBe(isBefore);
  expect(compareAddonVersions(second, first) > 0).toBe(isBefore);
  expect(compareAddonVersions(first, first)).toBe(0);
});

test("a version is within one minor of its neighbours, and of none of another major", () => {
  const near = ["v1.7.9", "v1.8.0", "v1.8.4", "v1.9.0"].every((version) => isWithinOneMinor("v1.8.1", version));
  const far = ["v1.6.9", "v1.10.0", "v2.8.1"].some((version) => isWithinOneMinor("v1.8.1", version));
  expect({ near, far }).toEqual({ near: true, far: false });
});

const given: RouteInput = {
  from: "v1.1.0",
  to: "v1.4.0",
  clusterVersions: ["1.30", "1.31", "1.32"],
  offered: [
    addonVersion("v1.1.0", "1.30*", "1.31"),
    addonVersion("v1.2.0", "1.30", "1.31*"),
    addonVersion("v1.3.0", "1.31", "1.32"),
    addonVersion("v1.4.0", "1.32*"),
  ],
  isStepwise: false,
  takesDefaults: true,
};

test("on its way an add-on takes the defaults, moves before the cluster only where it must, and ends where it is to end", () => {
  expect(routeAddon(given)).toEqual({ before: [[], ["v1.3.0"]], after: [["v1.2.0"], ["v1.4.0"]] });
});

test("an add-on that does not take defaults waits until it must move", () => {
  expect(routeAddon({ ...given, takesDefaults: false })).toEqual({
    before: [[], ["v1.3.0"]],
    after: [[], ["v1.4.0"]],
  });
});

test("a default from which the end cannot be reached is left out", () => {
  const offered = [
    addonVersion("v1.1.0", "1.30*", "1.31"),
    addonVersion("v1.2.5", "1.31*"),
    addonVersion("v1.2.1", "1.31", "1.32"),
    addonVersion("v1.3.1", "1.32"),
    addonVersion("v1.4.0", "1.32*"),
  ];
  const stepwise = { ...given, isStepwise: true };
  expect(routeAddon({ ...stepwise, offered })).toEqual({
    before: [[], ["v1.2.1"]],
    after: [[], ["v1.3.1", "v1.4.0"]],
  });
  expect(routeAddon({ ...stepwise, offered: offered.filter(({ version }) => version !== "v1.3.1") })).toBeUndefined();
});

test("where the cluster stays there is one way to the end, and none is needed where it is", () => {
  const there = { ...given, clusterVersions: ["1.30"], from: "v1.4.0" };
  expect(routeAddon(there)).toEqual({ before: [], after: [[]] });
  expect(routeAddon({ ...given, clusterVersions: ["1.32"], from: "v1.1.0" })).toEqual({
    before: [],
    after: [["v1.4.0"]],
  });
});

const VERSIONS = ["v1.1.0", "v1.1.5", "v1.2.0", "v1.3.0", "v1.3.5", "v1.4.0", "v1.5.0"];
const CLUSTER = ["1.30", "1.31", "1.32", "1.33"];
const inputs = fc
  .record({
    from: fc.constantFrom(...VERSIONS),
    to: fc.constantFrom(...VERSIONS),
    hops: fc.nat(3),
    fits: fc.array(fc.subarray(CLUSTER), { minLength: VERSIONS.length, maxLength: VERSIONS.length }),
    defaults: fc.array(fc.nat(VERSIONS.length - 1), { minLength: CLUSTER.length, maxLength: CLUSTER.length }),
    isStepwise: fc.boolean(),
    takesDefaults: fc.boolean(),
  })
  .map(({ hops, fits, defaults, ...rest }): RouteInput => {
    const isDefault = (version: string, cluster: string) =>
      VERSIONS[defaults[CLUSTER.indexOf(cluster)] ?? 0] === version;
    const offered = VERSIONS.map((version, at) =>
      addonVersion(version, ...(fits[at] ?? []).map((one) => (isDefault(version, one) ? `${one}*` : one))),
    );
    return { ...rest, clusterVersions: CLUSTER.slice(0, hops + 1), offered };
  });

/** Whether there is a way at all that does not turn round: everything is tried. */
function hasWay({ from, to, clusterVersions, offered, isStepwise }: RouteInput, at = from, position = 0): boolean {
  const fits = (version: string, cluster: string | undefined) =>
    offered.some((one) => one.version === version && one.fits.some(({ clusterVersion }) => clusterVersion === cluster));
  const input = { from, to, clusterVersions, offered, isStepwise, takesDefaults: false };
  const [present, next] = [clusterVersions[position], clusterVersions[position + 1]];
  // Where nothing moves, nothing is asked of it.
  const hasStayed = at === from && position === 0;
  if (next === undefined && at === to && (fits(at, present) || hasStayed)) return true;
  if (next !== undefined && fits(at, present) && fits(at, next) && hasWay(input, at, position + 1)) return true;
  const isForwards = (version: string) =>
    compareAddonVersions(from, to) <= 0 ? version > at && version <= to : version < at && version >= to;
  return VERSIONS.some(
    (version) =>
      isForwards(version) &&
      fits(version, present) &&
      (!isStepwise || isWithinOneMinor(at, version)) &&
      hasWay(input, version, position),
  );
}

test("whenever there is a way that does not turn round, one is found", () => {
  const found = { some: 0, none: 0 };
  fc.assert(
    fc.property(inputs, (input) => {
      const route = routeAddon(input);
      expect(route !== undefined).toBe(hasWay(input));
      found[route === undefined ? "none" : "some"] += 1;
    }),
    { numRuns: 5_000, seed: 20_261_130 },
  );
  expect(Math.min(found.some, found.none)).toBeGreaterThan(500);
});
