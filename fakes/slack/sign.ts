import { createHmac } from "node:crypto";

/** The headers that prove that a body comes from Slack. */
export function signed(body: string, secret: string, timestamp: number): Record<string, string> {
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": String(timestamp), "x-slack-signature": `v0=${digest}` };
}
