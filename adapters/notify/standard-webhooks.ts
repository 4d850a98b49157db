import { createHmac } from "node:crypto";

const PREFIX = "whsec_";
const SHORTEST = 24;
const LONGEST = 64;

/** What is signed. An id has no dot. */
export interface SignedMessage {
  readonly id: string;
  /** Unix seconds of this attempt. */
  readonly timestamp: number;
  readonly body: string;
}

/** The key of a secret of Standard Webhooks, `whsec_` and base64 of 24 to 64 bytes; undefined where it is none. */
export function webhookKey(secret: string): Buffer | undefined {
  const text = secret.trim();
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const key = Buffer.from(base64, "base64");
  return key.length >= SHORTEST && key.length <= LONGEST ? key : undefined;
}

/** The three headers of Standard Webhooks, signed with each of the keys. */
export function signedHeaders(
  { id, timestamp, body }: SignedMessage,
  keys: readonly Buffer[],
): Readonly<Record<string, string>> {
  const content = `${id}.${timestamp}.${body}`;
  const signatures = keys.map((key) => `v1,${createHmac("sha256", key).update(content).digest("base64")}`);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}
