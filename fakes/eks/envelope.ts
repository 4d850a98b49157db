import type { Told } from "./truth-log.ts";

/** What is known of a request besides what it asks for. */
export interface Envelope {
  readonly requestId: string;
  /** Same for all attempts of one send of the SDK. */
  readonly sdkInvocationId?: string;
  /** Counts from 1; absent when the caller does not tell. */
  readonly sdkAttempt?: number;
  readonly cause: "api" | "outside";
}

/** The headers that the AWS SDK sends with each attempt. */
export function envelopeOf(header: (name: string) => string | undefined, requestId: string): Envelope {
  const invocation = header("amz-sdk-invocation-id");
  const attempt = /attempt=(\d+)/.exec(header("amz-sdk-request") ?? "")?.[1];
  return {
    requestId,
    cause: "api",
    ...(invocation === undefined ? {} : { sdkInvocationId: invocation }),
    ...(attempt === undefined ? {} : { sdkAttempt: Number(attempt) }),
  };
}

/** The members of a line that an envelope gives. */
export function toldOf({ requestId, sdkInvocationId, sdkAttempt, cause }: Envelope): Partial<Told> {
  return {
    requestId,
    cause,
    ...(sdkInvocationId === undefined ? {} : { sdkInvocationId }),
    ...(sdkAttempt === undefined ? {} : { sdkAttempt }),
  };
}
