import type { PromotionKind } from "./schema/phases.ts";

/** A promotion as gates and steps see it. */
export interface PromotionFacts {
  readonly id: string;
  readonly kind: PromotionKind;
  readonly project: string;
  readonly pipeline: string;
  readonly environment: { readonly name: string; readonly class: string };
  readonly release: { readonly version: string; readonly digest: string };
  /** What the environment runs now. */
  readonly previousRelease: string;
  readonly attempt: number;
  /** Why, in the words of who asked; empty for none. */
  readonly reason: string;
  /** Who asked. */
  readonly actor: string;
  /** What it would change, one line for each component; empty before the plan is made. */
  readonly plannedChanges: readonly string[];
  readonly requestedAt: number;
}
