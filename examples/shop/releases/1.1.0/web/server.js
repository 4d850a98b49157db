// The shop's web page. Reads PORT and API_URL (both required) from its environment; all data comes from the API.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { renderPage } from "./page.js";

const BODY_BYTES_MAX = 10_000;
const API_LIMIT_MS = 2_000;
const API_SILENCE_MAX_MS = 10_000;
const STOP_LIMIT_MS = 5_000;

const log = (line) => process.stdout.write(`${new Date().toISOString()} web: ${line}\n`);
// A log that cannot be written (a full disk, a closed pipe) must not end the service.
process.stdout.on("error", () => undefined);
const { version } = JSON.parse(readFileSync(new URL("version.json", import.meta.url), "utf8"));

let isStopping = false;
let apiAnsweredAt = Number.NEGATIVE_INFINITY;

/** What the API answered: `{ status, body }`. Status 503 when it gave no answer at all. */
async function askApi(path, init = {}) {
  try {
    const response = await fetch(new URL(path, apiUrl), { ...init, signal: AbortSignal.timeout(API_LIMIT_MS) });
    const body = await response.json();
    apiAnsweredAt = performance.now();
    return { status: response.status, body };
  } catch (error) {
    const reason = error.cause?.code ?? error.message;
    return { status: 503, body: { error: `the API did not answer (${reason})` }, isSilent: true };
  }
}

/**
 * Healthy while the API answers, whatever it answers: a database that is down is the API's fault to show, and starting
 * web again would not mend it. An API that starts again is given some seconds for the same reason.
 */
async function answerHealth() {
  const { isSilent, body } = await askApi("/healthz");
  const hasAnsweredLately = performance.now() - apiAnsweredAt < API_SILENCE_MAX_MS;
  if (isSilent && !hasAnsweredLately) return json(503, { status: "unavailable", version, error: body.error });
  return json(200, { status: "ok", version });
}

async function answerPage() {
  const [api, orders] = await Promise.all([askApi("/"), askApi("/orders")]);
  const failed = [api, orders].find(({ status }) => status !== 200);
  if (failed === undefined) return page(200, { api: api.body, list: orders.body.orders });
  return page(503, { problem: `The shop is closed for a moment: ${failed.body.error ?? `status ${failed.status}`}.` });
}

async function answerOrder(request) {
  const text = await readBody(request);
  if (text === undefined) return page(413, { problem: "That is too long for an order." });
  const { item = "", customer = "" } = Object.fromEntries(new URLSearchParams(text));
  const headers = { "content-type": "application/json" };
  const { status, body } = await askApi("/orders", {
    method: "POST",
    headers,
    body: JSON.stringify({ item, customer }),
  });
  if (status === 201) return { status: 303, headers: { location: "/" }, text: "" };
  return page(status, { problem: `The order was not taken: ${body.error ?? `status ${status}`}.` });
}

/** Whether the shop can take an order now, down to its tables. Says more than health, which a deploy waits for. */
async function answerCheckout() {
  const { status, body } = await askApi("/checkout");
  if (status === 200) return json(200, { ...body, version });
  const error = `the API answered ${status}: ${body.error ?? "no reason"}`;
  return json(status === 503 ? 503 : 502, { status: "closed", version, error });
}

/** Undefined when the body is too long. */
async function readBody(request) {
  const parts = [];
  let bytes = 0;
  // Not destroyed on a refusal: the answer takes the same connection.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    parts.push(part);
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
  }
  return Buffer.concat(parts).toString();
}

const json = (status, body) => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  text: `${JSON.stringify(body)}\n`,
});

const page = (status, view) => ({
  status,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  },
  text: renderPage({ version, ...view }),
});

const routes = {
  "GET /": answerPage,
  "GET /healthz": answerHealth,
  "GET /checkout": answerCheckout,
  "POST /orders": answerOrder,
};

async function answer(request) {
  const route = routes[`${request.method} ${request.url.split("?")[0]}`];
  return route === undefined ? page(404, { problem: "There is nothing here." }) : await route(request);
}

function explain(error) {
  if (error.code === "ECONNRESET") return json(400, { error: "the request ended early" });
  log(`failed: ${error.stack}`);
  return json(500, { error: "this should not have happened; the log says more" });
}

const server = createServer(async (request, response) => {
  const { status, headers, text } = await answer(request).catch(explain);
  // A connection that stays open would keep a stopping process alive; an unread body would be taken for a request.
  const ending = !isStopping && request.complete ? {} : { connection: "close" };
  response.writeHead(status, { ...headers, ...ending }).end(text);
});

function fail(problem) {
  process.stderr.write(`web: ${problem}\n`);
  process.exit(1);
}

function readPort() {
  const port = Number(process.env.PORT || Number.NaN);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : fail("PORT must be a number from 0 to 65535");
}

function readApiUrl() {
  const text = process.env.API_URL ?? "";
  return /^https?:/.test(text) && URL.canParse(text) ? new URL(text) : fail("API_URL must be an http:// address");
}

function stop(signal) {
  if (isStopping) return;
  isStopping = true;
  log(`stopping on ${signal}`);
  server.close(() => process.exit(0));
  setTimeout(() => server.closeAllConnections(), STOP_LIMIT_MS).unref();
}

const port = readPort();
const apiUrl = readApiUrl();
server.on("error", (error) => fail(`cannot listen on 127.0.0.1:${port}: ${error.code}`));
server.listen(port, "127.0.0.1", () => log(`version ${version} listens on http://127.0.0.1:${server.address().port}`));
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
