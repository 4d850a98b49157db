import { expect, test } from "vitest";
import { nodegroupChange, nodegroupObstacles, type SeenNodegroup, type WantedNodegroup } from "./nodegroup-changes.ts";

const wanted: WantedNodegroup = {
  scaling: { min: 1, max: 5, desired: 2 },
  update: { maxUnavailable: 1 },
  labels: { team: "a" },
  taints: [{ key: "gpu", value: "yes", effect: "NO_SCHEDULE" }],
};
const seen: SeenNodegroup = {
  version: "1.31",
  releaseVersion: "1.31.3-20250103",
  scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 2 },
  updateConfig: { maxUnavailable: 1 },
  labels: { team: "a" },
  taints: [{ key: "gpu", value: "yes", effect: "NO_SCHEDULE" }],
};

test("a node group that is as wanted needs no change", () => {
  expect(nodegroupChange(seen, wanted, 2)).toBeUndefined();
  expect(nodegroupObstacles(seen, wanted)).toEqual([]);
});

test("an answer that lacks what EKS always tells is no reason for a change", () => {
  const { scalingConfig: _scaling, updateConfig: _update, ...untold } = seen;
  expect(nodegroupChange(untold, wanted, 1)).toBeUndefined();
  expect(nodegroupChange({ ...untold, scalingConfig: {} }, wanted, 2)).toBeUndefined();
});

test("a size that an autoscaler has moved is left alone", () => {
  const moved = { ...seen, scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 4 } };
  expect(nodegroupChange(moved, wanted, 2)).toBeUndefined();
});

test.each([
  { what: "another size", scaling: { min: 1, max: 5, desired: 3 }, sent: { minSize: 1, maxSize: 5, desiredSize: 3 } },
  { what: "other limits", scaling: { min: 0, max: 9, desired: 2 }, sent: { minSize: 0, maxSize: 9 } },
  {
    what: "limits above what is there",
    scaling: { min: 3, max: 9, desired: 2 },
    sent: { minSize: 3, maxSize: 9, desiredSize: 3 },
  },
  { what: "limits and no size", scaling: { min: 0, max: 1 }, sent: { minSize: 0, maxSize: 1, desiredSize: 1 } },
])("a wish for $what sends just that", ({ scaling, sent }) => {
  expect(nodegroupChange(seen, { ...wanted, scaling }, 2)).toEqual({
    fields: ["config.scaling"],
    shows: { "config.scaling": seen.scalingConfig },
    request: { scalingConfig: sent },
  });
});

test("labels and taints are written and taken off one by one", () => {
  const change = nodegroupChange(
    { ...seen, labels: { team: "a", old: "1" }, taints: [...(seen.taints ?? []), { key: "x", effect: "NO_EXECUTE" }] },
    {
      ...wanted,
      labels: { team: "b" },
      taints: [
        { key: "gpu", value: "no", effect: "NO_SCHEDULE" },
        { key: "gpu", value: "yes", effect: "NO_EXECUTE" },
      ],
    },
    2,
  );
  expect(change).toEqual({
    fields: ["config.labels", "config.taints"],
    shows: {
      "config.labels": { team: "a", old: "1" },
      "config.taints": [
        { key: "gpu", value: "yes", effect: "NO_SCHEDULE" },
        { key: "x", value: "", effect: "NO_EXECUTE" },
      ],
    },
    request: {
      labels: { addOrUpdateLabels: { team: "b" }, removeLabels: ["old"] },
      taints: {
        addOrUpdateTaints: [
          { key: "gpu", value: "no", effect: "NO_SCHEDULE" },
          { key: "gpu", value: "yes", effect: "NO_EXECUTE" },
        ],
        removeTaints: [{ key: "x", value: "", effect: "NO_EXECUTE" }],
      },
    },
  });
});

test("how many nodes may be away is a number or a share", () => {
  expect(nodegroupChange(seen, { ...wanted, update: { maxUnavailablePercentage: 30 } }, 2)).toEqual({
    fields: ["config.update"],
    shows: { "config.update": { maxUnavailable: 1 } },
    request: { updateConfig: { maxUnavailablePercentage: 30 } },
  });
});

test("another version is no change of config, and says so", () => {
  expect(nodegroupObstacles(seen, { ...wanted, version: "1.32" })).toEqual([
    expect.stringContaining("its version is 1.31 and 1.32 is wanted"),
  ]);
  expect(nodegroupObstacles(seen, { ...wanted, version: "1.31" })).toEqual([]);
});
