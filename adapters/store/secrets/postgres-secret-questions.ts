import type { ErrorCode } from "../../../domain/errors.ts";
import type { Postgres, Prepared } from "../connect-postgres.ts";
import type { SecretQuestions } from "./questions-port.ts";

const statement = (name: string, text: string): Prepared => ({ name: `secret questions ${name}`, text });

const CELLS = statement("cells", "select cell from secret_cell order by cell");
const SAID = statement(
  "said",
  `select answered::text as answered, version, problem_code, problem,
     (extract(epoch from clock_timestamp() - answered_at) * 1000)::float8 as age_ms
   from cell_secret where cell = $1 and project = $2 and name = $3 and answered_at is not null`,
);
const ASK = statement(
  "ask",
  `insert into cell_secret (cell, project, name, asked) values ($1, $2, $3, 1)
   on conflict (cell, project, name) do update set asked = cell_secret.asked + 1 returning asked::text as asked`,
);
const NAMES = statement(
  "names",
  `select distinct s.name from cell_secret s join secret_cell c using (cell)
   where s.project = $1 and s.version is not null order by s.name`,
);

interface SaidRow {
  readonly answered: string;
  readonly version: string | null;
  readonly problem_code: ErrorCode | null;
  readonly problem: string | null;
  readonly age_ms: number;
}

/** Questions to cells about their secrets, in PostgreSQL. */
export function postgresSecretQuestions(postgres: Postgres): SecretQuestions {
  return {
    async cells() {
      return (await postgres.call<{ cell: string }>(CELLS, [])).map(({ cell }) => cell);
    },
    async said({ cell, project, name }) {
      const [row] = await postgres.call<SaidRow>(SAID, [cell, project, name]);
      if (row === undefined) return undefined;
      return {
        answered: Number(row.answered),
        ageMs: row.age_ms,
        version: row.version ?? undefined,
        ...(row.problem_code === null ? {} : { problem: { code: row.problem_code, message: row.problem ?? "" } }),
      };
    },
    async ask({ cell, project, name }) {
      const [row] = await postgres.call<{ asked: string }>(ASK, [cell, project, name]);
      return Number(row?.asked);
    },
    async names(project) {
      return (await postgres.call<{ name: string }>(NAMES, [project])).map(({ name }) => name);
    },
  };
}
