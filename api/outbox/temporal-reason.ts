/**
 * Why a call of Temporal failed, for people: the gRPC status' own words, which the client wraps in words of its own, and
 * without the states of its channel.
 */
export function temporalReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return /^\d+ DEADLINE_EXCEEDED/.test(message) ? "no answer in time" : message.slice(0, 300);
}
