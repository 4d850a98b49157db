import { canonicalJson } from "../../../domain/canonical-json.ts";
import type { EksKind, Seen } from "./kind.ts";
import { fixedWish } from "./fixed-wish.ts";
import type { LifeNotes } from "./life-notes.ts";

/** What is wanted, and what is known of the life that it is wanted of. */
export interface WantedOfLife<Config> {
  readonly config: Config;
  readonly notes: Pick<LifeNotes, "creation">;
}

/**
 * Fields that cannot be changed here, and that somebody else has moved since they were as wanted. A config that asks for
 * something else than it did then wants another one, whoever has moved what is there.
 */
export function movedByOthers<Config, S extends Seen>(
  kind: Pick<EksKind<Config, S>, "about" | "fixed" | "movable">,
  seen: S,
  { config, notes: { creation } }: WantedOfLife<Config>,
): readonly string[] {
  const movable = kind.movable?.(seen) ?? {};
  const wasAsWanted = creation?.isProven === true && creation.wish === fixedWish(kind, config);
  return wasAsWanted ? kind.fixed(seen, config).filter((field) => Object.hasOwn(movable, field)) : [];
}

/** Why what is wanted cannot be had by a change; empty where it can. */
export function obstaclesOf<Config, S extends Seen>(
  kind: Pick<EksKind<Config, S>, "about" | "fixed" | "movable" | "obstacles">,
  seen: S,
  wanted: WantedOfLife<Config>,
): readonly string[] {
  const shown = kind.movable?.(seen) ?? {};
  return [
    ...(kind.obstacles?.(seen, wanted.config) ?? []),
    ...movedByOthers(kind, seen, wanted).map(
      (field) =>
        `somebody else has moved ${field} to ${canonicalJson(shown[field] ?? null)}: it is not moved back, nor is anything made ` +
        `anew for that; say in ${field} what is there`,
    ),
  ];
}
