import type { Json } from "../../domain/schema/json.ts";
import type { Postgres, Prepared } from "../store/connect-postgres.ts";
import { storable } from "../store/storable.ts";
import type { CellChecks } from "./cell-checks-port.ts";

const statement = (name: string, text: string): Prepared => ({ name: `cell checks ${name}`, text });

const ASKED = statement("asked", "select asked::text as asked from cell_check where cell = $1 and answered < asked");
const ANSWER = statement(
  "answer",
  `update cell_check set answered = $2, answered_at = clock_timestamp(), findings = $3
   where cell = $1 and answered < $2`,
);

/** Checks that a cell is asked to make, straight in PostgreSQL. */
export function postgresCellChecks(postgres: Postgres): CellChecks {
  return {
    async asked(cell) {
      const [row] = await postgres.call<{ asked: string }>(ASKED, [cell]);
      return row === undefined ? undefined : Number(row.asked);
    },
    async answer(cell, asked, findings) {
      await postgres.call(ANSWER, [cell, asked, storable(findings as unknown as Json)]);
    },
  };
}
