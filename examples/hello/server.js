// A service: listens on PORT, answers its health check, and counts its visitors in a database of its own.
import { createServer } from "node:http";
import { openPostgres } from "./postgres.js";

const { PORT, DATABASE_URL, NAME = "world" } = process.env;

const database = openPostgres(DATABASE_URL, {
  prepare: async (query) => await query("create table if not exists visit (at timestamptz not null default now())"),
  log: (line) => console.log(line),
});

async function answer(request) {
  if (request.url === "/healthz") return await database.query("select 1");
  await database.query("insert into visit default values");
  const [{ visits }] = await database.query("select count(*) as visits from visit");
  return { hello: NAME, visits: Number(visits) };
}

const server = createServer((request, response) => {
  const send = (status, body) => response.writeHead(status).end(`${JSON.stringify(body)}\n`);
  answer(request).then(
    (body) => send(200, body),
    (error) => send(503, { error: error.message }),
  );
});

server.listen(Number(PORT), "127.0.0.1", () => console.log(`listening on ${PORT}`));
process.on("SIGTERM", () => process.exit(0));
