import type { Answer } from "./truth-log.ts";

const STATUS_BY_CODE = {
  IDEMPOTENCY_KEY_MISSING: 400,
  REQUEST_INVALID: 400,
  NOT_FOUND: 404,
  IDEMPOTENCY_KEY_REUSED: 409,
  RESOURCE_BUSY: 409,
  RESOURCE_EXISTS: 409,
  RATE_LIMITED: 429,
  FAULT_INJECTED: 500,
  INTERNAL: 500,
} as const;

/** Why the cloud did not do what it was asked for. */
export type RefusalCode = keyof typeof STATUS_BY_CODE;

/** The answer to a call that had no effect. */
export function refusal(code: RefusalCode, message: string): Answer {
  return { status: STATUS_BY_CODE[code], body: { code, message } };
}
