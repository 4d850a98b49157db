import { OrchestratorError } from "../../../domain/errors.ts";
import type { Json, JsonObject } from "../../../domain/schema/json.ts";
import { requestJson, type RemoteRequest } from "../../systems/request-json.ts";
import type { StepContext } from "../step.ts";

/** A request as the config gives it. */
export interface Sending {
  readonly method: RemoteRequest["method"];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Json | undefined;
  /** Statuses that count as done; absent: every 2xx. */
  readonly expectStatus?: readonly number[] | undefined;
}

interface Answered {
  readonly status: number;
  /** Undefined where the answer has no body. */
  readonly body: Json | undefined;
}

const BODY_MAX = 16 * 1024;

/**
 * Sends once, and answers status and body where the status is 2xx or expected: then it was received.
 *
 * The body is JSON, or text where the answer is none; of more than 16 KiB only the start is kept, as text.
 *
 * @throws OrchestratorError as `requestJson`
 */
export async function send(sending: Sending, { fetch, signal }: Pick<StepContext, "fetch" | "signal">) {
  const { method, url, headers, body, expectStatus } = sending;
  const request = { method, url: new URL(url), headers, ...(body === undefined ? {} : { body }) };
  const isReceived = (status: number) => isSuccess(status) || expectStatus?.includes(status) === true;
  return asOutput(await answerOf(requestJson({ fetch, signal }, request), isReceived));
}

/** Whether a status counts as done: one that is expected, or every 2xx where none is named. */
export function isExpected(status: Json | undefined, { expectStatus }: Pick<Sending, "expectStatus">): boolean {
  if (typeof status !== "number") return false;
  return expectStatus?.includes(status) ?? isSuccess(status);
}

const isSuccess = (status: number) => status >= 200 && status < 300;

/** What was answered; also where it is an error to others: its status is expected here, or it is no JSON. */
async function answerOf(
  asking: ReturnType<typeof requestJson>,
  isReceived: (status: number) => boolean,
): Promise<Answered> {
  try {
    const { status, json } = await asking;
    return { status, body: json as Json | undefined };
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    const { status, json, body } = error.details;
    if (typeof status !== "number" || !isReceived(status)) throw error;
    const text = typeof body === "string" && body !== "" ? body : undefined;
    return { status, body: json === undefined ? text : (json as Json) };
  }
}

function asOutput({ status, body }: Answered): JsonObject {
  if (body === undefined) return { status };
  const text = JSON.stringify(body);
  return { status, body: text.length > BODY_MAX ? `${text.slice(0, BODY_MAX)}…` : body };
}
