import { isDeepStrictEqual } from "node:util";
import type { SaidOfEnvironment } from "../../adapters/store/places-port.ts";
import { parseDuration } from "../../domain/parse-duration.ts";
import type { Action } from "../../domain/schema/access.ts";
import type { EnvironmentDocument } from "../../domain/schema/documents.ts";

type Spec = EnvironmentDocument["spec"];

/**
 * What must be allowed, besides applying, where a document changes what no gate of a stage asks about: an earlier end is
 * a deletion, other reactions answer to all drift, and what sleeps in prod is not there for anybody.
 */
export function actionsOfChange(
  said: SaidOfEnvironment,
  { spec, nowMs }: { readonly spec: Pick<Spec, "class" | keyof SaidOfEnvironment["spec"]>; readonly nowMs: number },
): readonly Action[] {
  const changes = (part: keyof SaidOfEnvironment["spec"]) => !isSame(said.spec[part], spec[part]);
  const endsSooner = (changes("ttl") || changes("expires")) && endOf(spec, nowMs) < (said.expiresAt ?? Infinity);
  return [
    ...(endsSooner ? ["delete" as const] : []),
    ...(changes("onDrift") ? ["answer-drift" as const] : []),
    ...(changes("sleep") && spec.class === "prod" ? ["operate" as const] : []),
  ];
}

/** When it would be deleted, epoch milliseconds. */
function endOf({ expires, ttl }: Pick<Spec, "ttl" | "expires">, nowMs: number): number {
  if (expires !== undefined) return Date.parse(expires);
  return ttl === undefined ? Infinity : nowMs + (parseDuration(ttl) ?? 0);
}

/** What was stored has come through JSON, which knows nothing of what is undefined. */
function isSame(stored: unknown, wanted: unknown): boolean {
  return isDeepStrictEqual(asJson(stored), asJson(wanted));
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
