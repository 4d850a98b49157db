import type { z } from "zod";
import { OrchestratorError, type ErrorCode } from "../../../domain/errors.ts";
import { SimulatedRefusal } from "./schema.ts";

/** A call of the simulated cloud. */
export interface CloudCall {
  readonly method: "GET" | "PUT" | "DELETE";
  /** Below the cloud's address, without a slash before it. */
  readonly path: string;
  readonly key?: string;
  /** Account and region that it is for; what is absent is left to the cloud. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly body?: unknown;
  /** Time that the cloud may take on purpose, milliseconds. */
  readonly waitMs?: number;
}

/** Sends a call; undefined for 404. */
export type SendCall = <Answer>(
  call: CloudCall,
  schema: z.ZodType<Answer>,
  signal: AbortSignal,
) => Promise<Answer | undefined>;

const ANSWER_LIMIT_MS = 10_000;
// An activity's attempt must be able to end before it is given up.
const LIMIT_MAX_MS = 29_000;
const BUSY_RETRY_MS = 250;
const THROTTLED_RETRY_MS = 1_000;

const CODES_BY_REFUSAL: Readonly<Record<string, ErrorCode>> = {
  RESOURCE_BUSY: "CLOUD_THROTTLED",
  RESOURCE_EXISTS: "NOT_OURS",
};

/**
 * Speaks to the simulated cloud.
 *
 * @throws OrchestratorError `CLOUD_UNREACHABLE` when nobody knows what became of the call, `CLOUD_THROTTLED` with
 *   `retryAfterMs` in its details, `NOT_OURS`, `COMPONENT_FAILED` for a call that the cloud will never take,
 *   `CLOUD_MISSING` in a cell without one
 */
export function cloudCalls(options: { readonly url: URL | undefined; readonly fetch: typeof fetch }): SendCall {
  return async (call, schema, signal) => {
    if (options.url === undefined) throw new OrchestratorError("CLOUD_MISSING", "this cell has no simulated cloud");
    const url = new URL(call.path, options.url);
    const limit = AbortSignal.any([
      signal,
      AbortSignal.timeout(Math.min(ANSWER_LIMIT_MS + (call.waitMs ?? 0), LIMIT_MAX_MS)),
    ]);
    const unreachable = (problem: string, cause?: unknown) =>
      new OrchestratorError("CLOUD_UNREACHABLE", `${call.method} ${url.href} ${problem}`, { cause });
    try {
      const response = await options.fetch(url, {
        method: call.method,
        signal: limit,
        headers: headersOf(call),
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      const text = await response.text();
      if (response.status === 404) return undefined;
      if (response.ok) return schema.parse(JSON.parse(text));
      if (response.status >= 500) throw unreachable(`answered ${response.status}`);
      throw asRefusal(response, text);
    } catch (error) {
      // A cancelled call says nothing about the cloud.
      signal.throwIfAborted();
      if (error instanceof OrchestratorError) throw error;
      throw unreachable("got no answer that can be read", error);
    }
  };
}

function headersOf({ key, account, region }: CloudCall): Record<string, string> {
  return {
    ...(key === undefined ? {} : { "idempotency-key": key }),
    ...(account === undefined ? {} : { "x-account": account }),
    ...(region === undefined ? {} : { "x-region": region }),
  };
}

function asRefusal(response: Response, text: string): OrchestratorError {
  const { code, message } = SimulatedRefusal.parse(JSON.parse(text));
  if (response.status === 429) {
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : THROTTLED_RETRY_MS;
    return new OrchestratorError("CLOUD_THROTTLED", `the cloud asks to wait: ${message}`, {
      details: { retryAfterMs },
    });
  }
  const known = CODES_BY_REFUSAL[code] ?? "COMPONENT_FAILED";
  const details = code === "RESOURCE_BUSY" ? { refusal: code, retryAfterMs: BUSY_RETRY_MS } : { refusal: code };
  return new OrchestratorError(known, `the cloud refused: ${message}`, { details });
}
