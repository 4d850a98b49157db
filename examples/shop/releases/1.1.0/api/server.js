// The shop's API. Reads PORT (required), DATABASE_URL (required) and GREETING (default "Hello") from its environment.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { readCheckout } from "./checkout.js";
import { addCustomer, countCustomers, listCustomers } from "./customers.js";
import { addOrder, countOrders, listOrders, prepareOrders } from "./orders.js";
import { openPostgres, PostgresError } from "./postgres.js";

const BODY_BYTES_MAX = 10_000;
const TEXT_LENGTH_MAX = 100;
const STOP_LIMIT_MS = 5_000;

const log = (line) => process.stdout.write(`${new Date().toISOString()} api: ${line}\n`);
// A log that cannot be written (a full disk, a closed pipe) must not end the service.
process.stdout.on("error", () => undefined);
const { version } = JSON.parse(readFileSync(new URL("version.json", import.meta.url), "utf8"));
const greeting = process.env.GREETING ?? "Hello";

let isStopping = false;

/** A request that cannot be served as it is; the message is shown to whoever sent it. */
class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

const routes = {
  "GET /": async () => ({ status: 200, body: { version, greeting, ...(await counts()) } }),
  "GET /healthz": async () => ({ status: 200, body: await health() }),
  "GET /orders": async () => ({ status: 200, body: { orders: await listOrders(database) } }),
  "POST /orders": async (request) => ({ status: 201, body: await addOrder(database, await readOrder(request)) }),
  "GET /customers": async () => ({ status: 200, body: { customers: await listCustomers(database) } }),
  "POST /customers": async (request) => ({ status: 201, body: await addCustomer(database, await readName(request)) }),
  "GET /checkout": async () => ({ status: 200, body: { version, ...(await readCheckout(database)) } }),
};

async function counts() {
  const [orders, customers] = await Promise.all([countOrders(database), countCustomers(database)]);
  return { orders, customers };
}

async function health() {
  await database.query("select 1");
  return { status: "ok", version, database: "up" };
}

async function readOrder(request) {
  const { item, customer = "" } = parseBody(await readBody(request));
  // The form of the page sends an empty name where nobody gave one.
  return { item: checkText("item", item), customer: customer === "" ? undefined : checkText("customer", customer) };
}

async function readName(request) {
  return checkText("name", parseBody(await readBody(request)).name);
}

function checkText(field, value) {
  const text = typeof value === "string" ? value.trim() : "";
  if (text === "" || text.length > TEXT_LENGTH_MAX || /\p{Cc}/u.test(text)) {
    throw new Refused(400, `"${field}" must be a text of 1 to ${TEXT_LENGTH_MAX} printable characters`);
  }
  return text;
}

async function readBody(request) {
  const parts = [];
  let bytes = 0;
  // Not destroyed on a refusal: the answer takes the same connection.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    parts.push(part);
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX) throw new Refused(413, `the body is longer than ${BODY_BYTES_MAX} bytes`);
  }
  return Buffer.concat(parts).toString();
}

/** Empty when the text is no JSON object. */
function parseBody(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {}; // Answered as any other wrong body.
  }
}

async function answer(request) {
  const path = request.url.split("?")[0];
  const route = routes[`${request.method} ${path}`];
  if (route !== undefined) return await route(request);
  const isKnown = Object.keys(routes).some((key) => key.endsWith(` ${path}`));
  throw isKnown
    ? new Refused(405, `${request.method} is not possible here`)
    : new Refused(404, "there is nothing here");
}

/** Turns whatever went wrong into an answer. Only a mistake of ours is logged: an outage has its line already. */
function explain(error) {
  if (error.code === "ECONNRESET") return { status: 400, body: { error: "the request ended early" } };
  if (error instanceof Refused) return { status: error.status, body: { error: error.message } };
  if (error instanceof PostgresError && error.isUnavailable) {
    return { status: 503, body: { status: "unavailable", version, database: "down", error: error.message } };
  }
  log(`failed: ${error.stack}`);
  return { status: 500, body: { error: "this should not have happened; the log says more" } };
}

const server = createServer(async (request, response) => {
  const { status, body } = await answer(request).catch(explain);
  response.statusCode = status;
  response.setHeader("content-type", "application/json; charset=utf-8");
  if (status === 503) response.setHeader("retry-after", "1");
  // A connection that stays open would keep a stopping process alive; an unread body would be taken for a request.
  if (isStopping || !request.complete) response.setHeader("connection", "close");
  response.end(`${JSON.stringify(body)}\n`);
});

function fail(problem) {
  process.stderr.write(`api: ${problem}\n`);
  process.exit(1);
}

function readPort() {
  const port = Number(process.env.PORT || Number.NaN);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : fail("PORT must be a number from 0 to 65535");
}

function openDatabase() {
  try {
    return openPostgres(process.env.DATABASE_URL ?? "", { prepare: prepareOrders, log });
  } catch (error) {
    return fail(`DATABASE_URL: ${error.message}`);
  }
}

function stop(signal) {
  if (isStopping) return;
  isStopping = true;
  log(`stopping on ${signal}`);
  server.close(async () => {
    await database.close();
    process.exit(0);
  });
  setTimeout(() => server.closeAllConnections(), STOP_LIMIT_MS).unref();
}

const port = readPort();
const database = openDatabase();
server.on("error", (error) => fail(`cannot listen on 127.0.0.1:${port}: ${error.code}`));
server.listen(port, "127.0.0.1", () => log(`version ${version} listens on http://127.0.0.1:${server.address().port}`));
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
