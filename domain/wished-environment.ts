import type { EnvironmentDocument } from "./schema/documents.ts";
import type { PromotionKind } from "./schema/phases.ts";

/** What a promotion asks of its environment. */
export interface EnvironmentWish {
  readonly kind: PromotionKind;
  /** The release that comes; of a change, the one that ran when it was asked for. */
  readonly release: string;
  /** What a change wants; null for the other kinds. */
  readonly wish: EnvironmentDocument | null;
}

/**
 * The environment as a promotion wants it, made from what it is now: a release keeps today's parameters, and a change of
 * parameters keeps today's release. So two promotions that wait side by side undo nothing of each other.
 */
export function wishedEnvironment(
  { kind, release, wish }: EnvironmentWish,
  present: EnvironmentDocument,
): EnvironmentDocument {
  if (kind !== "change" || wish === null) return { ...present, spec: { ...present.spec, release } };
  return { ...wish, spec: { ...wish.spec, release: present.spec.release } };
}

/** Which promotions make each other pointless: releases one group, changes of parameters another. */
export function wishGroup(kind: PromotionKind): "release" | "parameters" {
  return kind === "change" ? "parameters" : "release";
}
