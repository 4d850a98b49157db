import type { EffectLedger, KnownEffect } from "../../../domain/effect-ledger.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { Postgres, Prepared } from "../connect-postgres.ts";

const INTEND: Prepared = {
  name: "promotion_intend",
  text: "select promotion_intend($1, $2, $3, $4, $5, $6) as known",
};
const DONE: Prepared = { name: "outside_done", text: "select outside_done($1, $2::json)" };
const NOT_SENT: Prepared = {
  name: "outside_not_sent",
  text: "select outside_not_sent($1, to_timestamp($2::double precision / 1000))",
};

/** The ledger of effects of a promotion's gates; it refuses once the promotion is finished. */
export function gateLedger(postgres: Postgres, promotionId: string): EffectLedger {
  return {
    async intend({ key, by, call, system, requestDigest }) {
      const [row] = await postgres.call<{ known: KnownEffect | { readonly state: "fenced" } }>(INTEND, [
        promotionId,
        key,
        by,
        call,
        system,
        requestDigest,
      ]);
      if (row === undefined || row.known.state === "fenced")
        throw new OrchestratorError("FENCED", `promotion "${promotionId}" is finished and acts no more`, {
          details: { promotionId },
        });
      return row.known;
    },
    done: async (key, answer: JsonObject) => void (await postgres.call(DONE, [key, JSON.stringify(answer)])),
    notSent: async (key, notBefore) => void (await postgres.call(NOT_SENT, [key, notBefore ?? null])),
  };
}
