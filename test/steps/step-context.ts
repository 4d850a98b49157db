import { makeEffects } from "../../activities/effects/make-effects.ts";
import { memoryLedger } from "../../activities/effects/memory-ledger.ts";
import type { StepContext } from "../../activities/steps/step.ts";
import type { PromotionFacts } from "../../domain/promotion-facts.ts";
import { digestJson } from "../../workers/digest.ts";

/** A promotion that steps of tests run in. */
export const promotionFacts: PromotionFacts = {
  id: "promotion-1",
  kind: "promote",
  project: "shop",
  pipeline: "main",
  environment: { name: "shop-staging", class: "staging" },
  release: { version: "1.1.0", digest: `sha256:${"1".repeat(64)}` },
  previousRelease: "1.0.0",
  attempt: 1,
  reason: "",
  actor: "ada",
  plannedChanges: [],
  requestedAt: 0,
};

/** A context with nothing in it, and the lines that were logged. What a test gives replaces what is there. */
export function stepContext(given: Partial<StepContext> = {}): StepContext & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const away = (what: string) => async () => await Promise.reject(new Error(`${what} is not in this test`));
  return {
    name: "step",
    operationId: "operation-1",
    environmentUid: "environment-uid",
    promotion: promotionFacts,
    startedAt: 1_000,
    attempt: 1,
    isUndo: false,
    nowMs: 1_000,
    signal: new AbortController().signal,
    component: async () => undefined,
    artifact: () => undefined,
    connection: away("a connection"),
    snapshot: async () => undefined,
    effects: makeEffects({
      ledger: memoryLedger(),
      by: "step",
      cause: "operation-1",
      now: Date.now,
      digest: digestJson,
    }),
    fetch,
    log: (line) => void lines.push(line),
    cell: { unpacked: away("an artifact"), directory: away("a directory"), environment: {} },
    lines,
    ...given,
  };
}
