import { expect, test } from "vitest";
import { shownAddon, statedAddon } from "./addon-fields.ts";

const seen = { addonVersion: "v1", serviceAccountRoleArn: "role", configurationValues: '{"a":{"b":1},"c":[2]}' };

test("an add-on that is as wanted has the fields that its config states", () => {
  const stated = statedAddon({ version: "v1", serviceAccountRoleArn: "role", configuration: { a: { b: 1 }, c: [2] } });
  const states = new Set(["configuration", "serviceAccountRoleArn", "version"]);
  expect(shownAddon(seen, states)).toEqual({ fields: stated, unseen: [] });
});

test("what its config leaves to others lies apart, but for its version", () => {
  expect(shownAddon(seen, new Set())).toEqual({
    fields: {
      "config.version": "v1",
      "addon.serviceAccountRoleArn": "role",
      "addon.configuration.a.b": 1,
      "addon.configuration.c": [2],
    },
    unseen: [],
  });
});

test.each([
  { values: undefined, fields: { "config.configuration": {} } },
  { values: "  ", fields: { "config.configuration": {} } },
  { values: "{}", fields: { "config.configuration": {} } },
  { values: "replicaCount: 2\n", fields: { "config.configuration": "replicaCount: 2" } },
  { values: "[1]", fields: { "config.configuration": "[1]" } },
])("a configuration of $values is told as it is", ({ values, fields }) => {
  const shown = shownAddon({ addonVersion: "v1", configurationValues: values }, new Set(["configuration"]));
  expect(shown.fields).toEqual({ "config.version": "v1", ...fields });
});
