import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Problem } from "./answers.ts";
import { CommandFailure } from "./command-failure.ts";
import type { Connection } from "./connection.ts";
import { NoAnswer } from "./no-answer.ts";
import { ProblemFailure } from "./problem-failure.ts";
import { type Call, send } from "./send.ts";

/** Pauses before the second and third attempt, milliseconds. */
const PAUSES_MS = [200, 1_000];

/**
 * Sends a request and answers its parsed JSON; undefined for an empty answer.
 *
 * A request whose answer got lost is sent again under the same Idempotency-Key, so that it counts once.
 *
 * @throws ProblemFailure when the server refuses, NoAnswer when nothing answers, CommandFailure when what answers is no Holdfast
 */
export async function request<Answer>(connection: Connection, call: Call, signal: AbortSignal): Promise<Answer> {
  const keyed = withKey(call);
  const body = await patiently(signal, async () => {
    const answer = await open(connection, keyed, signal);
    return await readBody(answer, { connection, call }, signal);
  });
  if (body === "") return undefined as Answer;
  try {
    return JSON.parse(body) as Answer;
  } catch (error) {
    throw foreign(connection, `answered ${call.path} with something that is not JSON`, error);
  }
}

/** As `request`, and answers the open answer, whose body the caller reads. */
export async function requestStream(connection: Connection, call: Call, signal: AbortSignal): Promise<IncomingMessage> {
  const keyed = withKey(call);
  return await patiently(signal, () => open(connection, keyed, signal));
}

function withKey(call: Call): Call {
  if ((call.method ?? "GET") === "GET") return call;
  return { ...call, headers: { "idempotency-key": randomUUID(), ...call.headers } };
}

async function patiently<Answer>(signal: AbortSignal, attempt: () => Promise<Answer>): Promise<Answer> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NoAnswer) || error.neverArrived) throw error;
      await sleep(pauseMs, undefined, { signal });
    }
  }
  return await attempt();
}

async function open(connection: Connection, call: Call, signal: AbortSignal): Promise<IncomingMessage> {
  const answer = await send(connection, call, signal);
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return answer;
  const problem = parseProblem(await readBody(answer, { connection, call }, signal));
  if (problem === undefined) throw foreign(connection, `answered ${status} ${answer.statusMessage ?? ""}`.trimEnd());
  const retryAfterS = Number(answer.headers["retry-after"] ?? Number.NaN);
  throw new ProblemFailure({ ...problem, status }, Number.isFinite(retryAfterS) ? retryAfterS : undefined);
}

function parseProblem(body: string): Problem | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const isProblem =
      typeof parsed === "object" && parsed !== null && "title" in parsed && typeof parsed.title === "string";
    return isProblem ? (parsed as Problem) : undefined;
  } catch {
    return undefined; // A proxy, or another program: the caller says so.
  }
}

async function readBody(
  answer: IncomingMessage,
  { connection, call }: { readonly connection: Connection; readonly call: Call },
  signal: AbortSignal,
): Promise<string> {
  try {
    return await text(answer);
  } catch (error) {
    signal.throwIfAborted();
    throw new NoAnswer(connection.url, call.method ?? "GET", error);
  }
}

function foreign(connection: Connection, what: string, cause?: unknown): CommandFailure {
  return new CommandFailure(`${connection.url.origin} ${what}`, {
    hints: [`is this a Holdfast server? the address comes from ${connection.urlFrom}`],
    cause,
  });
}
