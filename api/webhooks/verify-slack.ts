import { createHmac } from "node:crypto";
import { type HeadersLike, isSame, judgeTimestamp, type SignatureVerdict } from "./signature-verdict.ts";

const LENGTH = "v0=".length + 64;

/** A request of Slack: its bytes as they came, and its headers. */
export interface SignedRequest {
  readonly body: Uint8Array;
  readonly headers: HeadersLike;
}

/**
 * Whether Slack has signed these bytes with one of our secrets, at most 300 s before or after now.
 *
 * @param secrets - Signing secrets of the app: one, and during a rotation two.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function verifySlack(request: SignedRequest, secrets: readonly string[], nowMs: number): SignatureVerdict {
  const before = judgeSlackHeaders(request.headers, nowMs);
  if (before !== "valid") return before;
  const signature = request.headers.get("x-slack-signature") ?? "";
  const timestamp = request.headers.get("x-slack-request-timestamp") ?? "";
  for (const secret of secrets) {
    const digest = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(request.body).digest("hex");
    if (isSame(signature, `v0=${digest}`)) return "valid";
  }
  return "wrong";
}

/** What can be said before the body is read. `valid` says only that the signature may be tried. */
export function judgeSlackHeaders(headers: HeadersLike, nowMs: number): Exclude<SignatureVerdict, "wrong"> {
  const signature = headers.get("x-slack-signature");
  const timestamp = headers.get("x-slack-request-timestamp");
  if (signature === null || timestamp === null) return "missing";
  if (signature.length !== LENGTH || !signature.startsWith("v0=")) return "malformed";
  return judgeTimestamp(timestamp, nowMs);
}
