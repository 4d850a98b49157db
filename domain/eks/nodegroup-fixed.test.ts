import { expect, test } from "vitest";
import { fixedOfNodegroup, type SeenFixed, type WantedFixed } from "./nodegroup-fixed.ts";

const wanted: WantedFixed = {
  nodeRoleArn: "nodes",
  subnetIds: ["a", "b"],
  instanceTypes: ["m6i.large"],
  capacityType: "SPOT",
  amiType: "AL2023_x86_64_STANDARD",
  diskSizeGb: 20,
  launchTemplate: { id: "lt-1", version: "3" },
};
const seen: SeenFixed = {
  nodeRole: "nodes",
  subnets: ["b", "a"],
  instanceTypes: ["m6i.large"],
  capacityType: "SPOT",
  amiType: "AL2023_x86_64_STANDARD",
  diskSize: 20,
  launchTemplate: { id: "lt-1", version: "3" },
};

test("a node group that is as wanted differs in nothing", () => {
  expect(fixedOfNodegroup(seen, wanted)).toEqual([]);
});

test.each(Object.keys(seen) as (keyof SeenFixed)[])("an answer without its %s differs in nothing", (member) => {
  const { [member]: _missing, ...told } = seen;
  expect(fixedOfNodegroup(told, wanted)).toEqual([]);
});

test("an answer without anything, or with empty lists, differs in nothing", () => {
  expect(fixedOfNodegroup({}, wanted)).toEqual([]);
  expect(fixedOfNodegroup({ subnets: [], instanceTypes: [], launchTemplate: {} }, wanted)).toEqual([]);
});

test("what is not asked for may be anything", () => {
  const { amiType: _ami, diskSizeGb: _disk, ...some } = wanted;
  const any = { ...some, instanceTypes: [], launchTemplate: { id: "lt-1" } };
  expect(fixedOfNodegroup({ ...seen, launchTemplate: { id: "lt-1", version: "7" } }, any)).toEqual([]);
});

test.each<{ there: SeenFixed; field: string }>([
  { there: { nodeRole: "others" }, field: "config.nodeRoleArn" },
  { there: { subnets: ["a"] }, field: "config.subnetIds" },
  { there: { instanceTypes: ["t3.medium"] }, field: "config.instanceTypes" },
  { there: { capacityType: "ON_DEMAND" }, field: "config.capacityType" },
  { there: { amiType: "CUSTOM" }, field: "config.amiType" },
  { there: { diskSize: 40 }, field: "config.diskSizeGb" },
  { there: { launchTemplate: { id: "lt-2", version: "3" } }, field: "config.launchTemplate" },
  { there: { launchTemplate: { id: "lt-1", version: "4" } }, field: "config.launchTemplate" },
])("another $field is told", ({ there, field }) => {
  expect(fixedOfNodegroup({ ...seen, ...there }, wanted)).toEqual([field]);
});

test("a launch template where none is wanted is told", () => {
  const { launchTemplate: _template, ...without } = wanted;
  expect(fixedOfNodegroup(seen, without)).toEqual(["config.launchTemplate"]);
});
