import type { Fields, NewBaseline } from "../schema/drift.ts";
import type { Json } from "../schema/json.ts";
import { maskFields } from "./mask-fields.ts";
import { withoutEmptyParents } from "./without-empty-parents.ts";

/** What a baseline is made from. */
export interface BaselineSources {
  /** What the config wants, by field. */
  readonly stated: Readonly<Record<string, Json>>;
  /** What is there. Fields of it that nobody has stated are learned. */
  readonly seen: Readonly<Record<string, Json>>;
  readonly version: number;
  readonly place: { readonly account: string; readonly region: string };
  readonly isSecret: (path: string, value: Json) => boolean;
  readonly keyedHash: (value: string) => string;
  /** Digest of a JSON value, the same for equal values. */
  readonly digest: (value: Json) => string;
}

/** What a component is to look like, when it has just become ready. A path that is secret on one side is masked on both. */
export function baselineOf(sources: BaselineSources): NewBaseline {
  const { stated, seen, version, place, isSecret, keyedHash, digest } = sources;
  const secret = new Set(
    [stated, seen].flatMap((raw) => Object.keys(raw).filter((path) => isSecret(path, raw[path] ?? null))),
  );
  const masked = maskFields({ ...seen, ...stated }, (path) => secret.has(path), keyedHash);
  const fields = withoutEmptyParents(masked);
  const paths = Object.keys(fields).toSorted();
  return {
    fields,
    learned: paths.filter((path) => !Object.hasOwn(stated, path)),
    version,
    account: place.account,
    region: place.region,
    hash: hashFields(fields, digest),
    secretPaths: [...secret].toSorted(),
  };
}

/** Digest of masked fields; equal where `compareFields` finds no difference and nothing is unwell. */
export function hashFields(fields: Fields, digest: (value: Json) => string): string {
  return digest(withoutEmptyParents(fields));
}
