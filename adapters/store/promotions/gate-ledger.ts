import type { EffectLedger, KnownEffect } from "../../../domain/effect-ledger.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { Postgres, Prepared } from "../connect-postgres.ts";

const INTEND: Prepared = {
  name: "promotion_intend",
  text: "select promotion_intend($1, $2, $3, $4, $5, $6) as known",
};
const APPROVAL_INTEND: Prepared = {
  name: "approval_intend",
  text: "select approval_intend($1, $2, $3, $4, $5, $6) as known",
};
const DONE: Prepared = { name: "outside_done", text: "select outside_done($1, $2::json)" };
const NOT_SENT: Prepared = {
  name: "outside_not_sent",
  text: "select outside_not_sent($1, to_timestamp($2::double precision / 1000))",
};

/** The ledger of effects of a promotion's gates; it refuses once the promotion is finished. */
export function gateLedger(postgres: Postgres, promotionId: string): EffectLedger {
  return outsideLedger(postgres, { intend: INTEND, owner: promotionId, what: `promotion "${promotionId}"` });
}

/** The ledger of an approval's messages; it refuses nothing: there is always somebody to tell. */
export function approvalLedger(postgres: Postgres, approvalId: string): EffectLedger {
  return outsideLedger(postgres, { intend: APPROVAL_INTEND, owner: approvalId, what: `approval "${approvalId}"` });
}

function outsideLedger(
  postgres: Postgres,
  { intend, owner, what }: { readonly intend: Prepared; readonly owner: string; readonly what: string },
): EffectLedger {
  return {
    async intend({ key, by, call, system, requestDigest }) {
      const [row] = await postgres.call<{ known: KnownEffect | { readonly state: "fenced" } }>(intend, [
        owner,
        key,
        by,
        call,
        system,
        requestDigest,
      ]);
      if (row === undefined || row.known.state === "fenced")
        throw new OrchestratorError("FENCED", `${what} is finished and acts no more`, { details: { owner } });
      return row.known;
    },
    done: async (key, answer: JsonObject) => void (await postgres.call(DONE, [key, JSON.stringify(answer)])),
    notSent: async (key, notBefore) => void (await postgres.call(NOT_SENT, [key, notBefore ?? null])),
  };
}
