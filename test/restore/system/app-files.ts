import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The releases of the system: the one that runs, and the one that is to come. */
export const FIRST = "1.0.0";
export const SECOND = "2.0.0";

const shopApi = (file: string) => fileURLToPath(new URL(`../../../examples/shop/api/${file}`, import.meta.url));

/**
 * The files of the artifact that every component runs, of one version. It holds a service, a job, a program for steps
 * and migrations. Each of them does what the files in the trouble directory of its PLACE say.
 */
export async function appFiles(version: string): Promise<Readonly<Record<string, string>>> {
  return {
    "package.json": JSON.stringify({ type: "module" }),
    "version.json": JSON.stringify({ version }),
    "postgres.js": await readFile(shopApi("postgres.js"), "utf8"),
    "scram.js": await readFile(shopApi("scram.js"), "utf8"),
    "server.js": SERVER,
    "seed.js": SEED,
    "step.js": STEP,
    "migrations/0001_note.sql": "alter table entry add column note text;\n",
    "migrations/0002_note_by.sql": "create index entry_by on entry (by);\n",
  };
}

/** A migration that fails after the first one has run. */
export const BROKEN_MIGRATION = {
  "migrations/0002_note_by.sql": "create index entry_by on entry (author);\n",
} as const;

/**
 * A service. POST /rows/ID adds a row and answers 201 once it is committed; GET /whoami says what runs. A worker adds rows
 * of its own besides, and writes down those that were committed. Trouble: `dies` ends it at its start, `unwell` fails its
 * health check, `broken` its page.
 */
const SERVER = `
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { openPostgres } from "./postgres.js";

const { COMPONENT: component, VERSION: version = "", GREETING: greeting = "", PLACE: place, DATABASE_URL: url } = process.env;
const { version: built } = JSON.parse(readFileSync(new URL("version.json", import.meta.url), "utf8"));
const by = component + " " + version;
const hasTrouble = (what) => existsSync(place + "/trouble/" + component + version + "." + what);

appendFileSync(place + "/pids", component + " " + process.pid + "\\n");
if (hasTrouble("dies")) {
  console.error("cannot start");
  process.exit(3);
}
const database = url === undefined ? undefined : openPostgres(url, { prepare: async () => undefined, log: console.log });
const digest = url === undefined ? "" : createHash("sha256").update(url).digest("hex");

async function add(id) {
  await database.query("insert into entry (id, by) values ($1, $2)", [id, by]);
}

async function answer({ method, url: path }) {
  if (path === "/whoami") return [200, { component, version, built, greeting, pid: process.pid, database: digest }];
  if (path === "/healthz") return [hasTrouble("unwell") ? 503 : 200, {}];
  if (path === "/ready") return [hasTrouble("unready") ? 503 : 200, {}];
  if (path === "/page") return [hasTrouble("broken") ? 502 : 200, {}];
  if (method !== "POST" || database === undefined) return [404, {}];
  await add(decodeURIComponent(path.slice("/rows/".length)));
  return [201, { by }];
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch((error) => [503, { error: error.message }]);
  response.writeHead(status, { "content-type": "application/json", connection: "close" }).end(JSON.stringify(body));
});
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));

for (let number = 1; component === "worker"; number += 1) {
  const id = by + " " + process.pid + " " + number;
  await add(id).then(
    () => appendFileSync(place + "/acknowledged", JSON.stringify({ id, by, at: Date.now() }) + "\\n"),
    () => undefined,
  );
  await new Promise((resolve) => setTimeout(resolve, 60));
}
`;

/** A job that makes the table, and writes down which version of it ran last. Trouble: `fails`. */
const SEED = `
import { existsSync, writeFileSync } from "node:fs";
import { openPostgres } from "./postgres.js";

const { VERSION: version, PLACE: place, DATABASE_URL: url } = process.env;
writeFileSync(place + "/seeded", version);
if (existsSync(place + "/trouble/seed" + version + ".fails")) {
  console.error("cannot seed");
  process.exit(4);
}
const database = openPostgres(url, {
  prepare: async (query) => {
    await query("create table if not exists entry (id text primary key, by text not null)");
    console.log("seeded");
    process.exit(0);
  },
  log: console.log,
});
`;

/**
 * The program of a step: writes down in the journal that it was done or undone, with which artifact, and with what it was
 * given of the step before. Trouble: `fails`, `undo-fails`.
 */
const STEP = `
import { appendFileSync, existsSync, readFileSync } from "node:fs";

const [name, verb] = process.argv.slice(2);
const { PLACE: place, GIVEN: given = "" } = process.env;
const { version: built } = JSON.parse(readFileSync(new URL("version.json", import.meta.url), "utf8"));
const isUndo = verb === "undo";
const hasFailed = existsSync(place + "/trouble/" + name + (isUndo ? ".undo-fails" : ".fails"));
if (!(isUndo && hasFailed)) appendFileSync(place + "/journal", JSON.stringify({ verb, name, built, given }) + "\\n");
if (hasFailed) {
  console.error("cannot " + verb + " " + name);
  process.exit(5);
}
console.log(JSON.stringify({ token: name + " of " + built }));
`;
