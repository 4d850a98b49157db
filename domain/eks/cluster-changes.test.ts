import { expect, test } from "vitest";
import { clusterChanges, clusterObstacles, type SeenCluster, type WantedCluster } from "./cluster-changes.ts";

const wanted: WantedCluster = {
  version: "1.31",
  subnetIds: ["a", "b"],
  securityGroupIds: [],
  endpointAccess: { public: true, private: false, publicCidrs: ["0.0.0.0/0"] },
  logging: [],
  authenticationMode: "API",
  upgradePolicy: "EXTENDED",
  zonalShift: false,
  deletionProtection: "off",
};
const seen: SeenCluster = {
  version: "1.31",
  resourcesVpcConfig: {
    subnetIds: ["b", "a"],
    securityGroupIds: [],
    endpointPublicAccess: true,
    endpointPrivateAccess: false,
    publicAccessCidrs: ["0.0.0.0/0"],
  },
  logging: { clusterLogging: [{ types: ["api", "audit"], enabled: false }] },
  accessConfig: { authenticationMode: "API" },
  upgradePolicy: { supportType: "EXTENDED" },
  deletionProtection: false,
};

test("a cluster that is as wanted needs no change, in whatever order EKS lists things", () => {
  expect(clusterChanges(seen, wanted)).toEqual([]);
  expect(clusterObstacles(seen, wanted)).toEqual([]);
});

test("an answer that lacks what EKS always tells is no reason for a change", () => {
  const { resourcesVpcConfig: _network, ...untold } = seen;
  expect(clusterChanges(untold, wanted)).toEqual([]);
  expect(clusterChanges({ ...untold, resourcesVpcConfig: { endpointPublicAccess: true } }, wanted)).toEqual([]);
});

test.each<{ what: string; wish: Partial<WantedCluster>; updateType: string; request: object }>([
  {
    what: "other subnets",
    wish: { subnetIds: ["a", "c"] },
    updateType: "VpcConfigUpdate",
    request: { resourcesVpcConfig: { subnetIds: ["a", "c"], securityGroupIds: [] } },
  },
  {
    what: "a private endpoint",
    wish: { endpointAccess: { public: false, private: true, publicCidrs: ["0.0.0.0/0"] } },
    updateType: "EndpointAccessUpdate",
    request: { resourcesVpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true } },
  },
  {
    what: "fewer addresses that may come in",
    wish: { endpointAccess: { public: true, private: false, publicCidrs: ["10.0.0.0/8"] } },
    updateType: "EndpointAccessUpdate",
    request: { resourcesVpcConfig: { publicAccessCidrs: ["10.0.0.0/8"] } },
  },
  {
    what: "a log",
    wish: { logging: ["audit"] },
    updateType: "LoggingUpdate",
    request: {
      logging: {
        clusterLogging: [
          { types: ["audit"], enabled: true },
          { types: ["api", "authenticator", "controllerManager", "scheduler"], enabled: false },
        ],
      },
    },
  },
  {
    what: "another upgrade policy",
    wish: { upgradePolicy: "STANDARD" },
    updateType: "UpgradePolicyUpdate",
    request: { upgradePolicy: { supportType: "STANDARD" } },
  },
  {
    what: "zonal shift",
    wish: { zonalShift: true },
    updateType: "ZonalShiftConfigUpdate",
    request: { zonalShiftConfig: { enabled: true } },
  },
  {
    what: "protection",
    wish: { deletionProtection: "strict" },
    updateType: "DeletionProtectionUpdate",
    request: { deletionProtection: true },
  },
])("a wish for $what is one change of its own kind", ({ wish, updateType, request }) => {
  expect(clusterChanges(seen, { ...wanted, ...wish })).toMatchObject([{ updateType, request }]);
});

test("several wishes are several changes, one after another", () => {
  const wish = {
    subnetIds: ["a"],
    logging: ["api"],
    endpointAccess: { public: false, private: true, publicCidrs: [] },
  };
  const steps = clusterChanges(seen, { ...wanted, ...wish }).map(({ step }) => step);
  expect(steps).toEqual(["network", "endpoint", "logging"]);
});

test("the mode of authentication goes forward one at a time and never back", () => {
  const old = { ...seen, accessConfig: { authenticationMode: "CONFIG_MAP" } };
  expect(clusterChanges(old, wanted)).toMatchObject([
    { request: { accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } } },
  ]);
  const back = { ...wanted, authenticationMode: "API_AND_CONFIG_MAP" };
  expect(clusterChanges(seen, back)).toEqual([]);
  expect(clusterObstacles(seen, back)).toEqual(["authenticationMode is API and cannot go back to API_AND_CONFIG_MAP"]);
});

test("another version is no change of config, and says so", () => {
  expect(clusterChanges(seen, { ...wanted, version: "1.32" })).toEqual([]);
  expect(clusterObstacles(seen, { ...wanted, version: "1.32" })).toEqual([
    expect.stringContaining("runs 1.31 and 1.32 is wanted"),
  ]);
});
