import { createHmac } from "node:crypto";
import { isSame, judgeTimestamp, type SignatureVerdict } from "./signature-verdict.ts";
import type { SignedRequest } from "./verify-slack.ts";

const ID_MAX = 256;
const SIGNATURES_MAX = 16;

/**
 * Whether a sender of Standard Webhooks has signed these bytes with one of our secrets, at most 300 s before or after
 * now. One signature of its list is enough: during a rotation it signs with the old and the new secret.
 *
 * @param secrets - As `whsec_` and base64, or base64 alone.
 * @see https://www.standardwebhooks.com
 */
export function verifyStandardWebhooks(
  { body, headers }: SignedRequest,
  secrets: readonly string[],
  nowMs: number,
): SignatureVerdict {
  const id = headers.get("webhook-id");
  const timestamp = headers.get("webhook-timestamp");
  const signatures = headers.get("webhook-signature");
  if (id === null || timestamp === null || signatures === null) return "missing";
  // The signed text has dots between its parts: an id with one could be read in two ways.
  if (id === "" || id.length > ID_MAX || id.includes(".")) return "malformed";
  const when = judgeTimestamp(timestamp, nowMs);
  if (when !== "valid") return when;
  const sent = signatures.split(" ").filter((one) => one.startsWith("v1,"));
  if (sent.length === 0 || sent.length > SIGNATURES_MAX) return "malformed";
  let isValid = false;
  for (const secret of secrets) {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const digest = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
    for (const one of sent) if (isSame(one, `v1,${digest}`)) isValid = true;
  }
  return isValid ? "valid" : "wrong";
}
