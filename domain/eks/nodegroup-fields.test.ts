import { expect, test } from "vitest";
import type { SeenNodegroup, WantedNodegroup } from "./nodegroup-changes.ts";
import { shownNodegroup, statedNodegroup } from "./nodegroup-fields.ts";

const wanted: WantedNodegroup = {
  scaling: { min: 1, max: 5, desired: 2 },
  update: { maxUnavailablePercentage: 25 },
  labels: { "example.com/team": "a" },
  taints: [
    { key: "gpu", value: "", effect: "NO_EXECUTE" },
    { key: "gpu", value: "yes", effect: "NO_SCHEDULE" },
  ],
  version: "1.35",
};
const seen: SeenNodegroup = {
  version: "1.35",
  releaseVersion: "1.35.2-20260511",
  scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 4 },
  updateConfig: { maxUnavailablePercentage: 25 },
  labels: { "example.com/team": "a" },
  taints: [
    { key: "gpu", value: "yes", effect: "NO_SCHEDULE" },
    { key: "gpu", effect: "NO_EXECUTE" },
  ],
};

test("a node group that is as wanted has the fields that its config states, and those that EKS has chosen", () => {
  const fields = { ...statedNodegroup(wanted), "config.releaseVersion": "1.35.2-20260511" };
  expect(shownNodegroup({ ...seen, launchTemplate: {} })).toMatchObject({ fields });
});

test.each([
  { size: 1, shown: undefined },
  { size: 5, shown: undefined },
  { size: 6, shown: 6 },
  { size: 0, shown: 0 },
])("a size of $size is a field only where it lies outside of 1 to 5", ({ size, shown }) => {
  const { fields } = shownNodegroup({ ...seen, scalingConfig: { minSize: 1, maxSize: 5, desiredSize: size } });
  expect(fields["config.scaling.desired"]).toBe(shown);
});

test("a launch template is two fields, of which a config may state one", () => {
  expect(statedNodegroup({ ...wanted, launchTemplate: { id: "lt-1" } })).toMatchObject({
    "config.launchTemplate.id": "lt-1",
  });
  expect(shownNodegroup({ ...seen, launchTemplate: { id: "lt-1", version: "3" } }).fields).toMatchObject({
    "config.launchTemplate.id": "lt-1",
    "config.launchTemplate.version": "3",
  });
});

test("what EKS does not tell is not seen, but for labels and taints: without them it tells none", () => {
  expect(shownNodegroup({})).toEqual({
    fields: { "config.labels": {}, "config.taints": {} },
    unseen: ["config.scaling.min", "config.scaling.max", "config.version", "config.releaseVersion", "config.update."],
  });
});
