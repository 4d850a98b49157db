// A PostgreSQL client of our own, because this application runs without any installation.
//
// It speaks protocol 3.0 over plain TCP, which is enough for a database on the same host: no TLS, no COPY, values as
// text, one connection, one query at a time. Passwords are proven with SCRAM-SHA-256 only.
import { connect as connectTcp } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Scram } from "./scram.js";

const ANSWER_LIMIT_MS = 5_000;
const WAITING_QUERIES_MAX = 1_000;
const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 1_000;

/** What the database, or the way to it, answered instead of rows. `code` is the SQLSTATE. */
export class PostgresError extends Error {
  constructor(code, text) {
    super(text);
    this.name = "PostgresError";
    this.code = code;
  }

  /** Whether another try may succeed later: no connection, or a server that starts, stops or is full. */
  get isUnavailable() {
    return /^(08|53|57P0)/.test(this.code);
  }
}

/**
 * Opens a client that stays connected until it is closed, however often the database goes away.
 *
 * Each new connection first runs `prepare(query)`. Without a connection `query` rejects at once with code 08003. A query
 * that was running when the connection was lost rejects too and is not sent again: nobody knows whether it took effect.
 *
 * @param url - `postgres://user:password@host:port/database`. No message ever holds it.
 */
export function openPostgres(url, { prepare, log }) {
  const settings = parseUrl(url);
  const closing = new AbortController();
  let connection;
  let isReady = false;
  let reason = "not connected yet";

  // One line per reason, not one per attempt: an outage of a night must not fill the disk.
  const explain = (text) => {
    if (text !== reason && !closing.signal.aborted) log(text);
    reason = text;
  };

  async function connectOnce() {
    connection = new Connection(settings);
    try {
      await connection.start();
      await prepare((text, parameters) => connection.query(text, parameters));
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  async function stayConnected() {
    let retryMs = FIRST_RETRY_MS;
    while (!closing.signal.aborted) {
      try {
        await connectOnce();
        explain("connected to the database");
        isReady = true;
        retryMs = FIRST_RETRY_MS;
        const loss = await connection.lost;
        explain(`lost the database: ${loss.message}`);
      } catch (error) {
        explain(`cannot use the database: ${error.message}`);
      }
      isReady = false;
      await pause(retryMs, undefined, { signal: closing.signal }).catch(() => "closed meanwhile");
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  }

  const ended = stayConnected();
  return {
    /** Resolves with rows, objects of texts and nulls. Without `parameters` the text may hold several statements. */
    async query(text, parameters) {
      if (!isReady) throw new PostgresError("08003", reason);
      return await connection.query(text, parameters);
    },
    /** Ends the connection; what still runs rejects. */
    async close() {
      closing.abort();
      connection.close();
      await ended;
    },
  };
}

function parseUrl(url) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol) || parsed.username === "") {
    throw new TypeError("the database address must look like postgres://user:password@host:port/database");
  }
  const user = decodeURIComponent(parsed.username);
  return {
    host: parsed.hostname,
    port: Number(parsed.port || 5432),
    user,
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)) || user,
  };
}

/** One connection. The handshake is its first task, each query another; the server's "ready" ends a task. */
class Connection {
  #settings;
  #socket;
  #scram;
  #received = Buffer.alloc(0);
  #waiting = [];
  #running;
  #limit;
  #lostBecause;
  #announceLoss;

  /** Resolves with a `PostgresError` when the connection is gone. Never rejects. */
  lost = new Promise((resolve) => (this.#announceLoss = resolve));

  constructor(settings) {
    this.#settings = settings;
    this.#socket = connectTcp({ host: settings.host, port: settings.port, noDelay: true, keepAlive: true });
    this.#socket.on("data", (chunk) => this.#take(chunk));
    this.#socket.on("error", (error) => {
      this.#lostBecause ??=
        error instanceof PostgresError ? error : new PostgresError("08006", error.message || error.code);
    });
    this.#socket.on("close", () => this.#end());
  }

  async start() {
    const { user, database } = this.#settings;
    const names = ["user", user, "database", database, "application_name", "shop", "client_encoding", "UTF8", ""];
    await this.#enqueue(message("", int32(196_608), ...names.map(zeroEnded)));
  }

  async query(text, parameters) {
    if (parameters === undefined) return await this.#enqueue(message("Q", zeroEnded(text)));
    const values = parameters.map((value) => {
      if (value === null) return int32(-1);
      const bytes = Buffer.from(String(value));
      return Buffer.concat([int32(bytes.length), bytes]);
    });
    const parse = message("P", zeroEnded(""), zeroEnded(text), int16(0));
    const bind = message("B", zeroEnded(""), zeroEnded(""), int16(0), int16(values.length), ...values, int16(0));
    const describe = message("D", Buffer.from("P"), zeroEnded(""));
    const execute = message("E", zeroEnded(""), int32(0));
    return await this.#enqueue(Buffer.concat([parse, bind, describe, execute, message("S")]));
  }

  close() {
    this.#socket.write(message("X"));
    this.#socket.destroySoon();
  }

  #enqueue(bytes) {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(this.#loss());
      if (this.#waiting.length >= WAITING_QUERIES_MAX)
        return reject(new PostgresError("53000", "too many queries wait"));
      this.#waiting.push({ bytes, resolve, reject, columns: [], rows: [], error: undefined });
      this.#runNext();
    });
  }

  #runNext() {
    if (this.#running !== undefined || this.#waiting.length === 0) return;
    this.#running = this.#waiting.shift();
    this.#socket.write(this.#running.bytes);
    const tooSlow = new PostgresError("08006", `no answer within ${ANSWER_LIMIT_MS} ms`);
    this.#limit = setTimeout(() => this.#socket.destroy(tooSlow), ANSWER_LIMIT_MS);
  }

  #finish() {
    clearTimeout(this.#limit);
    const { error, rows, resolve, reject } = this.#running;
    this.#running = undefined;
    if (error === undefined) resolve(rows);
    else reject(error);
    this.#runNext();
  }

  #end() {
    clearTimeout(this.#limit);
    const loss = this.#loss();
    this.#running?.reject(this.#running.error ?? loss);
    for (const task of this.#waiting) task.reject(loss);
    this.#announceLoss(loss);
  }

  #loss() {
    return this.#lostBecause ?? new PostgresError("08006", "the connection was closed");
  }

  /** Cuts the stream into messages: one byte of type, four of length (which counts itself), then the body. */
  #take(chunk) {
    this.#received = Buffer.concat([this.#received, chunk]);
    try {
      while (this.#received.length >= 5) {
        const length = this.#received.readInt32BE(1);
        if (length < 4 || length > MESSAGE_BYTES_MAX) throw new PostgresError("08P01", "that is not PostgreSQL");
        if (this.#received.length <= length) return;
        const type = String.fromCharCode(this.#received[0]);
        const body = this.#received.subarray(5, length + 1);
        this.#received = this.#received.subarray(length + 1);
        this.#handle(type, body);
      }
    } catch (error) {
      this.#socket.destroy(error);
    }
  }

  /** Types that are not listed (notices, settings, command tags) say nothing we need. */
  #handle(type, body) {
    const task = this.#running;
    if (type === "R") return this.#authenticate(body);
    if (type === "E") return this.#refuse(parseError(body));
    if (task === undefined) return;
    if (type === "T") [task.columns, task.rows] = [parseColumns(body), []];
    if (type === "D") task.rows.push(parseRow(task.columns, body));
    if (type === "Z") this.#finish();
  }

  #refuse({ severity, error }) {
    if (this.#running !== undefined) this.#running.error = error;
    if (severity !== "ERROR") this.#lostBecause ??= error;
  }

  #authenticate(body) {
    const [method, data] = [body.readInt32BE(0), body.toString("utf8", 4)];
    if (method === 10 && data.split("\0").includes("SCRAM-SHA-256")) {
      this.#scram = new Scram(this.#settings.password);
      const first = Buffer.from(this.#scram.first);
      return this.#socket.write(message("p", zeroEnded("SCRAM-SHA-256"), int32(first.length), first));
    }
    if (method === 11 && this.#scram) return this.#socket.write(message("p", Buffer.from(this.#scram.answer(data))));
    if (method === 12 && this.#scram) return this.#scram.verify(data);
    if (method === 0 && this.#scram?.isVerified !== false) return;
    throw new PostgresError("28000", "the server does not authenticate with SCRAM-SHA-256");
  }
}

const zeroEnded = (text) => Buffer.from(`${text}\0`);

function int16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function message(type, ...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function parseError(body) {
  const fields = Object.fromEntries(
    body
      .toString()
      .split("\0")
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  );
  return { severity: fields.V ?? fields.S, error: new PostgresError(fields.C, fields.M) };
}

function parseColumns(body) {
  const names = [];
  // After each name come 18 bytes about the column's origin and type.
  for (let at = 2; names.length < body.readInt16BE(0);) {
    const end = body.indexOf(0, at);
    names.push(body.toString("utf8", at, end));
    at = end + 19;
  }
  return names;
}

function parseRow(columns, body) {
  let at = 2;
  return Object.fromEntries(
    columns.map((name) => {
      const length = body.readInt32BE(at);
      const start = at + 4;
      at = start + Math.max(length, 0);
      return [name, length === -1 ? null : body.toString("utf8", start, at)];
    }),
  );
}
