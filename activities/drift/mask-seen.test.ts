import { expect, test } from "vitest";
import { maskFields } from "../../domain/drift/mask-fields.ts";
import type { RawFields } from "../components/drift-watch.ts";
import { maskSeen } from "./mask-seen.ts";

const keyedHash = (value: string) => `hash of ${value}`;
const fields = maskFields(
  { "config.command": ["run"], "config.token": "s3cret", "config.size": "small" },
  (path) => path === "config.token",
  keyedHash,
);
const watch = { isPublic: (path: string) => path.startsWith("files.") };
const seen = (raw: RawFields, unseen: readonly string[] = []) =>
  maskSeen(keyedHash, { watch, look: { state: "seen", fields: raw, unseen }, baseline: { fields } });

test("a field that is known to be secret is masked, with the hash that it had, and with another one where its value changed", () => {
  expect(seen({ "config.token": "s3cret" })).toEqual({ "config.token": { secret: 'hash of "s3cret"' } });
  expect(seen({ "config.token": "guess" })).toEqual({ "config.token": { secret: 'hash of "guess"' } });
});

test("a field that is known to be public is shown, unless somebody has put a secret there", () => {
  expect(seen({ "config.size": "large" })).toEqual({ "config.size": "large" });
  expect(seen({ "config.size": "s3cret" })).toEqual({ "config.size": { secret: 'hash of "s3cret"' } });
});

test("a field that nobody knows is masked, unless its kind says that it is public", () => {
  expect(seen({ "config.debug": "1" })).toEqual({ "config.debug": { secret: 'hash of "1"' } });
  expect(seen({ "files.a": "644" })).toEqual({ "files.a": "644" });
  expect(seen({ "files.a": "s3cret" })).toEqual({ "files.a": { secret: 'hash of "s3cret"' } });
  const noWatch = { watch: {}, look: { state: "seen", fields: { "files.a": "644" } }, baseline: { fields } } as const;
  expect(maskSeen(keyedHash, noWatch)).toEqual({ "files.a": { secret: 'hash of "644"' } });
});

test("what could not be seen counts as it was: a path, or all below one", () => {
  expect(seen({}, ["config.size"])).toEqual({ "config.size": "small" });
  expect(seen({}, ["config."])).toEqual(fields);
});
