import type { Postgres, Prepared } from "../store/connect-postgres.ts";
import type { SecretAnswers } from "./secret-answers-port.ts";

const statement = (name: string, text: string): Prepared => ({ name: `secret answers ${name}`, text });

const KEEP = statement("keep", "insert into secret_cell (cell) values ($1) on conflict do nothing");
const LEAVE = statement("leave", "delete from secret_cell where cell = $1");
const QUESTIONS = statement(
  "questions",
  `select project, name, asked::text as asked from cell_secret where cell = $1 and answered < asked
   order by project, name limit 100`,
);
const ANSWER = statement(
  "answer",
  `update cell_secret set answered = $4, answered_at = clock_timestamp(), version = $5, problem_code = $6, problem = $7
   where cell = $1 and project = $2 and name = $3 and answered < $4`,
);
const NAMES = statement(
  "names",
  "select name from cell_secret where cell = $1 and project = $2 and version is not null order by name",
);

/** What a cell tells of its secrets, straight in PostgreSQL. */
export function postgresSecretAnswers(postgres: Postgres): SecretAnswers {
  return {
    async keepsSecrets(cell, keeps) {
      await postgres.call(keeps ? KEEP : LEAVE, [cell]);
    },
    async questions(cell) {
      const rows = await postgres.call<{ project: string; name: string; asked: string }>(QUESTIONS, [cell]);
      return rows.map(({ project, name, asked }) => ({ project, name, asked: Number(asked) }));
    },
    async answer(cell, { project, name, asked }, answer) {
      const said =
        "problem" in answer
          ? [null, answer.problem.code, answer.problem.message]
          : [answer.version ?? null, null, null];
      await postgres.call(ANSWER, [cell, project, name, asked, ...said]);
    },
    async names(cell, project) {
      const rows = await postgres.call<{ name: string }>(NAMES, [cell, project]);
      return rows.map(({ name }) => name);
    },
  };
}
