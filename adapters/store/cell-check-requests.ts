import { sql } from "kysely";
import type { CellCheckView, CellFinding } from "../../domain/schema/cell-check.ts";
import type { StoreOfCellChecks } from "./cell-checks-port.ts";
import { many, type Postgres } from "./connect-postgres.ts";

/** The checks that cells make of themselves, in PostgreSQL. */
export function postgresCellCheckRequests({ rows }: Postgres): StoreOfCellChecks {
  return {
    async requestCellCheck(cell) {
      const [row] = await many(
        rows,
        sql<{ asked: string }>`insert into cell_check (cell, asked) values (${cell}, 1)
          on conflict (cell) do update set asked = cell_check.asked + 1 returning asked::text as asked`,
      );
      return Number(row?.asked ?? 0);
    },
    async getCellCheck(cell) {
      const [row] = await many(
        rows,
        sql<{ asked: string; answered: string; answeredAt: number | null; findings: readonly CellFinding[] }>`
          select asked::text as asked, answered::text as answered, epoch_ms(answered_at) as "answeredAt", findings
          from cell_check where cell = ${cell}`,
      );
      return row === undefined ? undefined : viewOf(cell, row);
    },
  };
}

function viewOf(
  cell: string,
  row: { asked: string; answered: string; answeredAt: number | null; findings: readonly CellFinding[] },
): CellCheckView {
  const { answeredAt, findings } = row;
  return {
    cell,
    asked: Number(row.asked),
    answered: Number(row.answered),
    ...(answeredAt === null ? {} : { answeredAt }),
    findings,
  };
}
