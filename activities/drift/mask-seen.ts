import { isMasked, maskFields } from "../../domain/drift/mask-fields.ts";
import type { Baseline, Fields } from "../../domain/schema/drift.ts";
import type { DriftLook, DriftWatch, RawFields } from "../components/drift-watch.ts";

/** What was seen, and what it is compared with. */
export interface SeenOfBaseline {
  readonly watch: Pick<DriftWatch, "isPublic">;
  readonly look: Extract<DriftLook, { readonly state: "seen" }>;
  readonly baseline: Pick<Baseline, "fields">;
}

/**
 * What was seen, masked for a comparison with a baseline: what the baseline knows as secret, the same value in any other
 * field, and what the baseline does not know, unless its kind says that such a field is public. What could not be seen
 * counts as it was.
 */
export function maskSeen(keyedHash: (value: string) => string, { watch, look, baseline }: SeenOfBaseline): Fields {
  const known = baseline.fields;
  const hashOf = hashedValues(look.fields, keyedHash);
  const secrets = new Set(Object.values(known).flatMap((value) => (isMasked(value) ? [value.secret] : [])));
  const mustMask = (path: string) => {
    const isOpen = Object.hasOwn(known, path) ? !isMasked(known[path]) : watch.isPublic?.(path) === true;
    return !isOpen || secrets.has(hashOf(path));
  };
  return { ...unseenFields(known, look.unseen ?? []), ...maskFields(look.fields, mustMask, keyedHash) };
}

/** The hash of a field's value, as it is when it is masked. */
function hashedValues(raw: RawFields, keyedHash: (value: string) => string): (path: string) => string {
  const masked = maskFields(raw, () => true, keyedHash);
  return (path) => {
    const value = masked[path];
    return isMasked(value) ? value.secret : "";
  };
}

function unseenFields(known: Fields, unseen: readonly string[]): Fields {
  const isUnseen = (path: string) =>
    unseen.some((place) => (place.endsWith(".") ? path.startsWith(place) : path === place));
  return Object.fromEntries(Object.entries(known).filter(([path]) => isUnseen(path)));
}
