import { createHash } from "node:crypto";
import type { AttemptResult } from "../../domain/notifications/after-attempt.ts";
import { toCloudEvent } from "../../domain/notifications/to-cloud-event.ts";
import type { Notification, NotifyAnswer } from "./port.ts";
import { postGuarded, type PostAnswer, type PostRules } from "./post-guarded.ts";
import { retryAfterMs } from "./retry-after.ts";
import { signedHeaders, webhookKey } from "./standard-webhooks.ts";
import { webhookUrlProblem } from "./webhook-url.ts";

/** What sending a webhook needs. */
export interface WebhookRules extends PostRules {
  readonly now: () => number;
}

/** A webhook to send: its address, and the secrets that sign it by name. */
export interface Webhook {
  readonly url: string;
  /** Values by name; undefined where there is no such secret. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

const BUSY = new Set([429, 502, 503, 504]);
const GONE = 410;

/** Posts an event as a signed CloudEvent. */
export async function sendWebhook(
  { id, event }: Notification,
  { webhook, rules }: { readonly webhook: Webhook; readonly rules: WebhookRules },
  signal: AbortSignal,
): Promise<NotifyAnswer> {
  const keys: Buffer[] = [];
  for (const [name, value] of Object.entries(webhook.secrets)) {
    const key = value === undefined ? undefined : webhookKey(value);
    if (key === undefined)
      return notSent(
        value === undefined
          ? `there is no secret "${name}"`
          : `the secret "${name}" is not whsec_ and base64 of 24 to 64 bytes`,
      );
    keys.push(key);
  }
  const problem = webhookUrlProblem(webhook.url, rules);
  if (problem !== undefined) return notSent(`not called: ${problem}`);
  const body = JSON.stringify(toCloudEvent(event, id));
  const nowMs = rules.now();
  const headers = {
    "content-type": "application/cloudevents+json; charset=utf-8",
    "user-agent": "holdfast",
    ...signedHeaders({ id, timestamp: Math.floor(nowMs / 1_000), body }, keys),
  };
  const answer = await postGuarded({ url: new URL(webhook.url), headers, body }, rules, signal);
  const payloadDigest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  return { ...judge(answer, nowMs), payloadDigest };
}

function judge(answer: PostAnswer, nowMs: number): NotifyAnswer {
  if (answer.kind === "failed")
    return { result: failed(), fault: answer.reason, answer: "", isUnclear: answer.isUnclear };
  const { status, headers, body } = answer;
  const common = { status, answer: body, isUnclear: false };
  if (status >= 200 && status < 300) return { ...common, result: { outcome: "delivered" }, fault: "" };
  if (status >= 300 && status < 400)
    return { ...common, result: failed(), fault: `answered ${status}: redirects are not followed` };
  const asked = retryAfterMs(headers["retry-after"], nowMs);
  const result = failed({
    isGone: status === GONE,
    isBusy: BUSY.has(status),
    ...(asked === undefined ? {} : { retryAfterMs: asked }),
  });
  return { ...common, result, fault: `answered ${status}` };
}

/** A failure that a repeat may mend. */
export function failed(more: Partial<Extract<AttemptResult, { outcome: "failed" }>> = {}): AttemptResult {
  return { outcome: "failed", isFinal: false, isGone: false, isBusy: false, ...more };
}

/** Nothing was sent, and why. */
export function notSent(fault: string): NotifyAnswer {
  return { result: failed(), fault, answer: "", isUnclear: false };
}
