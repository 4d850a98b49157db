import { expect, test } from "vitest";
import { maskText } from "../../domain/mask-text.ts";
import type { DriftLook, DriftWatch } from "../components/drift-watch.ts";
import { lookForDrift } from "./look-for-drift.ts";
import { takeBaseline, type BaselineSubject } from "./take-baseline.ts";

const keyedHash = (value: string) => `hash of ${value}`;
const ports = { keyedHash, digest: (value: unknown) => JSON.stringify(value), mask: maskText };
const id = { environmentUid: "e", componentUid: "c", project: "p", environment: "dev", component: "api" };
const signal = new AbortController().signal;

function watched(look: DriftLook) {
  const watch: DriftWatch = {
    version: 3,
    stated: async () => ({ "config.size": "small", "config.url": "postgres://me:s3cret@host" }),
    look: async () => look,
    revertOf: () => "update",
  };
  const subject = { id, incarnation: 1, config: {}, token: "" };
  const taking: BaselineSubject = { watch, subject, secrets: ["s3cret"], secretPaths: ["config.keys"], signal };
  return { watch, subject, taking };
}

test("a baseline has what is stated, and what is there where nothing is stated; whatever shows a secret is masked", async () => {
  const fields = {
    "config.size": "large",
    "config.url": "postgres://me:s3cret@host",
    "config.keys.first": "derived",
    "config.keysize": 4,
    "config.list": [{ at: "s3cret" }],
    zone: "b",
  };
  expect(await takeBaseline(ports, watched({ state: "seen", fields }).taking)).toMatchObject({
    fields: {
      "config.size": "small",
      "config.url": { secret: 'hash of "postgres://me:s3cret@host"' },
      "config.keys.first": { secret: 'hash of "derived"' },
      "config.keysize": 4,
      "config.list": { secret: expect.stringMatching(/^hash of/) },
      zone: "b",
    },
    learned: ["config.keys.first", "config.keysize", "config.list", "zone"],
    secretPaths: ["config.keys.first", "config.list", "config.url"],
    version: 3,
    account: "local",
    region: "local",
  });
});

test("nothing is taken of what is not there, or changes", async () => {
  expect(await takeBaseline(ports, watched({ state: "absent", reason: "gone" }).taking)).toBeUndefined();
  expect(await takeBaseline(ports, watched({ state: "changing" }).taking)).toBeUndefined();
});

test("what becomes ready otherwise than it is stated has drifted from its first moment", async () => {
  const look: DriftLook = {
    state: "seen",
    fields: { "config.size": "large", "config.url": "postgres://me:s3cret@host" },
    by: { "config.size": { who: "console" } },
  };
  const { watch, subject, taking } = watched(look);
  const baseline = await takeBaseline(ports, taking);
  if (baseline === undefined) throw new Error("no baseline");
  expect(await lookForDrift(keyedHash, { watch, subject, baseline, signal })).toEqual({
    state: "seen",
    fields: [{ path: "config.size", class: "changed", wanted: "small", seen: "large", by: { who: "console" } }],
  });
});

test("what is not there is answered as the kind says it", async () => {
  const { watch, subject } = watched({ state: "absent", reason: "gone" });
  const baseline = { fields: {}, learned: [], version: 3 };
  expect(await lookForDrift(keyedHash, { watch, subject, baseline, signal })).toEqual({
    state: "absent",
    reason: "gone",
  });
});
