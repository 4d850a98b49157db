import { expect, test } from "vitest";
import { canonicalJson } from "../canonical-json.ts";
import { baselineOf, hashFields, type BaselineSources } from "./baseline.ts";
import { compareFields } from "./compare-fields.ts";

const baseline = (sources: Partial<BaselineSources>) =>
  baselineOf({
    stated: {},
    seen: {},
    version: 1,
    place: { account: "local", region: "local" },
    isSecret: () => false,
    keyedHash: (text) => `h:${text}`,
    digest: canonicalJson,
    ...sources,
  });

test("a baseline wants what is stated, and learns the rest of what is there", () => {
  const { fields, learned } = baseline({
    stated: { "config.port": 80, "config.host": "a" },
    seen: { "config.port": 81, "tags.owner": "ops" },
  });
  expect(fields).toEqual({ "config.port": 80, "config.host": "a", "tags.owner": "ops" });
  expect(learned).toEqual(["tags.owner"]);
});

test("a baseline masks a path that is secret on either side, and lists it", () => {
  const isSecret = (_path: string, value: unknown) => value === "s3cret";
  const { fields, secretPaths } = baseline({
    stated: { "config.key": "s3cret" },
    seen: { "config.key": "changed", "tags.copy": "s3cret", "tags.open": 1 },
    isSecret,
  });
  expect(fields).toEqual({
    "config.key": { secret: 'h:"s3cret"' },
    "tags.copy": { secret: 'h:"s3cret"' },
    "tags.open": 1,
  });
  expect(secretPaths).toEqual(["config.key", "tags.copy"]);
});

test("a look that finds what was stated and learned has the digest of the baseline, and no difference", () => {
  const seen = { "config.port": 80, "tags.owner": "ops", "config.labels.a": 1 };
  const { fields, learned, hash } = baseline({ stated: { "config.port": 80, "config.labels": {} }, seen });
  expect(hashFields(seen, canonicalJson)).toBe(hash);
  expect(compareFields({ wanted: fields, learned, seen })).toEqual([]);
});

test("a baseline carries the place and the version of its look", () => {
  const place = { account: "111", region: "eu-1" };
  expect(baseline({ version: 3, place })).toMatchObject({ version: 3, ...place });
});
