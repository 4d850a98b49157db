import { makeEffects } from "../../activities/effects/make-effects.ts";
import { memoryLedger } from "../../activities/effects/memory-ledger.ts";
import type { Connection } from "../../activities/connection.ts";
import type { GateAnswer, GateContext } from "../../activities/gates/gate.ts";
import type { PromotionFacts } from "../../domain/promotion-facts.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { OrchestratorError } from "../../domain/errors.ts";

/** A promotion of shop 1.1.0 into shop-prod. */
export const PROMOTION: PromotionFacts = {
  id: "p-912",
  kind: "promote",
  project: "shop",
  pipeline: "shop",
  environment: { name: "shop-prod", class: "prod" },
  release: { version: "1.1.0", digest: `sha256:${"a".repeat(64)}` },
  previousRelease: "1.0.0",
  attempt: 1,
  reason: "the greeting is wrong",
  actor: "user:ada",
  plannedChanges: ["api: update (artifact)", "web: may change"],
  requestedAt: Date.parse("2026-12-04T10:00:00Z"),
};

/** A promotion's gate from look to look: its memory, its ledger and a clock that only the test moves. */
export interface GateWorld {
  nowMs: number;
  memory: JsonObject;
  readonly ledger: ReturnType<typeof memoryLedger>;
  /** What the gate sees now. */
  context(changes?: Partial<GateContext>): GateContext;
  /** Keeps what an answer wants kept, as the product does between two looks. */
  keep(answer: GateAnswer): GateAnswer;
}

/** What `gateWorld` may be given. */
export interface GateWorldOptions {
  readonly connections?: readonly Connection[];
  readonly promotion?: PromotionFacts;
  readonly name?: string;
}

/** A gate's surroundings for one promotion. */
export function gateWorld({
  connections = [],
  promotion = PROMOTION,
  name = "gate",
}: GateWorldOptions = {}): GateWorld {
  const ledger = memoryLedger();
  const world: GateWorld = {
    nowMs: Date.parse("2026-12-04T10:00:00Z"),
    memory: {},
    ledger,
    context: (changes = {}) => ({
      name,
      promotion,
      nowMs: world.nowMs,
      signal: AbortSignal.timeout(30_000),
      memory: world.memory,
      upstream: [],
      connection: async (wanted) => {
        const found = connections.find((connection) => connection.name === wanted);
        if (found === undefined)
          throw new OrchestratorError("CONNECTION_NOT_FOUND", `no connection is called "${wanted}"`);
        return await Promise.resolve(found);
      },
      effects: makeEffects({
        ledger,
        by: name,
        cause: promotion.id,
        now: () => world.nowMs,
        digest: (request) => JSON.stringify(request),
      }),
      fetch,
      approval: { isUnsettled: false, excluded: [], requesters: [] },
      voters: async () => await Promise.resolve([]),
      ...changes,
    }),
    keep(answer) {
      world.memory = answer.memory ?? world.memory;
      return answer;
    },
  };
  return world;
}
