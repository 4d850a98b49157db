import { createHmac } from "node:crypto";
import { isSame, type SignatureVerdict } from "./signature-verdict.ts";
import type { SignedRequest } from "./verify-slack.ts";

const LENGTH = "sha256=".length + 64;

/**
 * Whether GitHub has signed these bytes with one of our secrets. The scheme has no time: a repeat is told by its
 * `X-GitHub-Delivery`. The older header with SHA-1 counts for nothing.
 *
 * @see https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function verifyGithub({ body, headers }: SignedRequest, secrets: readonly string[]): SignatureVerdict {
  const signature = headers.get("x-hub-signature-256");
  if (signature === null) return "missing";
  if (signature.length !== LENGTH || !signature.startsWith("sha256=")) return "malformed";
  for (const secret of secrets) {
    const digest = createHmac("sha256", secret).update(body).digest("hex");
    if (isSame(signature, `sha256=${digest}`)) return "valid";
  }
  return "wrong";
}
