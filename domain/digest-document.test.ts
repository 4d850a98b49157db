import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { digestEnvironment } from "./digest-document.ts";
import type { EnvironmentDocument } from "./schema/documents.ts";

const environment = (spec: Partial<EnvironmentDocument["spec"]>): EnvironmentDocument => ({
  apiVersion: "holdfast.dev/v1",
  kind: "Environment",
  metadata: { project: "shop", name: "shop-dev", labels: {} },
  spec: { class: "dev", cell: "local", release: "1.0.0", parameters: {}, restoreFrom: {}, ...spec },
});
const digestOf = (spec: Partial<EnvironmentDocument["spec"]>, secretVersions = {}) =>
  digestEnvironment(environment(spec), secretVersions, canonicalJson);

test.each<{ name: string; spec: Partial<EnvironmentDocument["spec"]> }>([
  { name: "its protection", spec: { protected: true } },
  { name: "its rules about drift", spec: { onDrift: "notify" } },
  { name: "its calendar of sleep", spec: { sleep: { timeZone: "UTC", times: [] } } },
  { name: "the end of its time", spec: { expires: "2027-01-01T00:00:00Z" } },
  { name: "its time to live", spec: { ttl: "3d" } },
])("$name is nothing that an environment has to be brought to", ({ spec }) => {
  expect(digestOf(spec)).toBe(digestOf({}));
});

test("another parameter, another class and another version of a secret are", () => {
  const digests = [
    digestOf({}),
    digestOf({ parameters: { a: 1 } }),
    digestOf({ class: "prod" }),
    digestOf({}, { key: "v2" }),
  ];
  expect(new Set(digests).size).toBe(4);
});
