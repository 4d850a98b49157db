import { expect, test } from "vitest";
import { addonChange, type SeenAddon, type WantedAddon } from "./addon-change.ts";

const seen: SeenAddon = { status: "ACTIVE", addonVersion: "v1.2.3", configurationValues: '{"b":1,"a":{"c":2}}' };

test.each<{ what: string; wanted: WantedAddon; there?: SeenAddon; fields: readonly string[] | undefined }>([
  { what: "nothing in particular", wanted: {}, fields: undefined },
  { what: "what is there", wanted: { version: "v1.2.3", configuration: { a: { c: 2 }, b: 1 } }, fields: undefined },
  { what: "another version", wanted: { version: "v1.2.4" }, fields: ["config.version"] },
  { what: "another role", wanted: { serviceAccountRoleArn: "arn" }, fields: ["config.serviceAccountRoleArn"] },
  { what: "another configuration", wanted: { configuration: { b: 2 } }, fields: ["config.configuration"] },
  {
    what: "an empty configuration, and has none",
    wanted: { configuration: {} },
    there: { ...seen, configurationValues: "" },
    fields: undefined,
  },
  {
    what: "a configuration, where somebody wrote YAML",
    wanted: { configuration: { b: 1 } },
    there: { ...seen, configurationValues: "b: 1" },
    fields: ["config.configuration"],
  },
  {
    what: "nothing new, after a failed update",
    wanted: { version: "v1.2.3" },
    there: { ...seen, status: "UPDATE_FAILED" },
    fields: ["status"],
  },
])("an add-on of which $what is wanted", ({ wanted, there = seen, fields }) => {
  expect(addonChange(there, wanted)?.fields).toEqual(fields);
});

test("a change names the role that stays, or EKS would take it off", () => {
  const withRole = { ...seen, serviceAccountRoleArn: "role-1" };
  expect(addonChange(withRole, { version: "v1.2.4" })?.request).toEqual({
    addonVersion: "v1.2.4",
    serviceAccountRoleArn: "role-1",
  });
  expect(addonChange(withRole, { serviceAccountRoleArn: "role-2" })?.request).toEqual({
    addonVersion: "v1.2.3",
    serviceAccountRoleArn: "role-2",
  });
});

test("a change names the version that stays, so that no default moves it", () => {
  expect(addonChange(seen, { configuration: { b: 2 } })?.request).toEqual({
    addonVersion: "v1.2.3",
    configurationValues: '{"b":2}',
  });
});

test("what is there of a configuration is not shown: it may hold a secret that nobody here knows", () => {
  const there = { ...seen, configurationValues: '{"license":"hunter2"}' };
  const change = addonChange(there, { version: "v1.2.4", configuration: { license: "hunter3" } });
  expect(change?.fields).toEqual(["config.version", "config.configuration"]);
  expect(change?.shows).toMatchObject({ "config.version": "v1.2.3" });
  expect(JSON.stringify(change?.shows)).not.toContain("hunter");
});
