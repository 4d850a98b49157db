import { createHmac } from "node:crypto";

export const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
export const APP = "A0HOLDFAST";

/** A request as it goes to an endpoint. */
export interface SlackRequest {
  readonly path: string;
  readonly body: Buffer<ArrayBuffer>;
  readonly headers: Record<string, string>;
}

/** Headers with which Slack signs a body. */
export function signed(body: Uint8Array, { secret = SECRET, atS }: { readonly secret?: string; readonly atS: number }) {
  const digest = createHmac("sha256", secret).update(`v0:${atS}:`).update(body).digest("hex");
  return { "x-slack-request-timestamp": String(atS), "x-slack-signature": `v0=${digest}` };
}

/** A click on Approve that nobody has sent before: `serial` makes it another one. */
export function clickBody(serial: string, app = APP): Buffer<ArrayBuffer> {
  const payload = {
    type: "block_actions",
    api_app_id: app,
    team: { id: "T0SHOP" },
    user: { id: "U0BO", team_id: "T0SHOP" },
    trigger_id: serial,
    container: { type: "message", message_ts: "1790000000.000100", channel_id: "C0RELEASES" },
    message: { ts: "1790000000.000100", app_id: app },
    actions: [
      {
        action_id: "holdfast.approve",
        block_id: "apr:ap-7f3k2m9qx4tn5b6a",
        value: JSON.stringify({ a: "ap-7f3k2m9qx4tn5b6a", p: `sha256:${"a".repeat(64)}` }),
        action_ts: serial,
      },
    ],
  };
  return Buffer.from(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}

/** A valid request that nobody has sent before. */
export function validRequest(serial: string, atS: number): SlackRequest {
  const body = clickBody(serial);
  const headers = { "content-type": "application/x-www-form-urlencoded", ...signed(body, { atS }) };
  return { path: "/slack/interactions", body, headers };
}
