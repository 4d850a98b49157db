import { expect, test } from "vitest";
import { shownAccessEntry, statedAccessEntry } from "./access-entry-fields.ts";

const policies = [
  { policyArn: "arn:view", namespaces: ["b", "a"] },
  { policyArn: "arn:admin", namespaces: [] },
];

test("an access entry that is as wanted has the fields that its config states, each policy by itself", () => {
  const stated = statedAccessEntry({ type: "STANDARD", username: "kay", groups: ["y", "x"], policies });
  const seen = { type: "STANDARD", username: "kay", kubernetesGroups: ["x", "y"], policies: policies.toReversed() };
  expect(shownAccessEntry(seen, new Set(["username"]))).toEqual({ fields: stated, unseen: [] });
  expect(stated).toEqual({
    "config.username": "kay",
    "config.groups": ["x", "y"],
    "config.policies.arn:view": ["a", "b"],
    "config.policies.arn:admin": "whole cluster",
  });
});

test("a name that EKS has chosen lies apart, and groups that it does not tell are not seen", () => {
  expect(shownAccessEntry({ username: "role/x", policies: [] }, new Set())).toEqual({
    fields: { "entry.username": "role/x", "config.policies": {} },
    unseen: ["config.groups"],
  });
});

test("what EKS gives an entry of nodes is told, and never put back", () => {
  const seen = { type: "EC2", username: "system:node", kubernetesGroups: ["system:nodes"], policies };
  expect(shownAccessEntry(seen, new Set()).fields).toEqual({
    "entry.username": "system:node",
    "entry.groups": ["system:nodes"],
    "entry.policies.arn:view": ["a", "b"],
    "entry.policies.arn:admin": "whole cluster",
  });
  expect(statedAccessEntry({ type: "EC2", groups: [], policies: policies.slice(0, 1) })).toEqual({
    "entry.policies.arn:view": ["a", "b"],
  });
  expect(statedAccessEntry({ type: "EC2_LINUX", groups: [], policies: [] })).toEqual({});
});
