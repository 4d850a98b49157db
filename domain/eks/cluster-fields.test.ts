import { expect, test } from "vitest";
import type { SeenCluster, WantedCluster } from "./cluster-changes.ts";
import { shownCluster, statedCluster } from "./cluster-fields.ts";

const wanted: WantedCluster = {
  version: "1.35",
  subnetIds: ["b", "a"],
  securityGroupIds: ["sg-1"],
  endpointAccess: { public: true, private: true, publicCidrs: ["10.0.0.0/8", "198.51.100.0/24"] },
  logging: ["audit", "api"],
  authenticationMode: "API",
  upgradePolicy: "EXTENDED",
  zonalShift: false,
  deletionProtection: "strict",
};
const seen: SeenCluster = {
  version: "1.35",
  resourcesVpcConfig: {
    subnetIds: ["a", "b"],
    securityGroupIds: ["sg-1"],
    endpointPublicAccess: true,
    endpointPrivateAccess: true,
    publicAccessCidrs: ["198.51.100.0/24", "10.0.0.0/8"],
  },
  logging: {
    clusterLogging: [
      { types: ["api"], enabled: true },
      { types: ["scheduler"], enabled: false },
      { types: ["audit"], enabled: true },
    ],
  },
  accessConfig: { authenticationMode: "API" },
  upgradePolicy: { supportType: "EXTENDED" },
  deletionProtection: true,
};

test("a cluster that is as wanted has the fields that its config states, in whatever order EKS lists things", () => {
  expect(shownCluster(seen)).toEqual({ fields: statedCluster(wanted), unseen: [] });
});

test("without public access nobody asks where from", () => {
  const closed = { ...seen, resourcesVpcConfig: { ...seen.resourcesVpcConfig, endpointPublicAccess: false } };
  const stated = statedCluster({ ...wanted, endpointAccess: { ...wanted.endpointAccess, public: false } });
  expect(shownCluster(closed).fields).toEqual(stated);
  expect(stated).not.toHaveProperty(["config.endpointAccess.publicCidrs"]);
});

test("what EKS does not tell is not seen, and a switch that it does not tell is off", () => {
  expect(shownCluster({})).toEqual({
    fields: { "config.zonalShift": false, "config.deletionProtection": "off" },
    unseen: [
      "config.version",
      "config.subnetIds",
      "config.securityGroupIds",
      "config.endpointAccess.public",
      "config.endpointAccess.private",
      "config.endpointAccess.publicCidrs",
      "config.logging",
      "config.authenticationMode",
      "config.upgradePolicy",
    ],
  });
});
