import { z } from "zod";
import type { Callback, CallbackKind } from "./callback.ts";
import type { Call } from "./commit-effect.ts";
import { randomId } from "./random-id.ts";
import { signed } from "./sign.ts";
import type { Slack } from "./slack.ts";
import type { Write } from "./world.ts";

/** How a callback may be spoilt for a test. */
export const Spoil = z.strictObject({
  signature: z.enum(["forged", "missing"]).optional(),
  timestampOffsetSeconds: z.int().optional().describe("Added to the time of the signature."),
  apiAppId: z.string().optional().describe("Another app in the payload."),
  teamId: z.string().optional().describe("Another workspace in the payload."),
});
/** How a callback is spoilt. */
export type Spoil = z.infer<typeof Spoil>;

/** A callback to make. */
export interface Delivery {
  readonly kind: CallbackKind;
  readonly url: string | null;
  readonly contentType: "application/x-www-form-urlencoded" | "application/json";
  readonly body: string;
  readonly user: string | null;
  /** Key of the message it is about. */
  readonly about?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly spoil?: Spoil;
  /** What has to be there before the app can answer, as a trigger. */
  readonly writes?: readonly Write[];
}

/** Calls the app, which has to answer in time, and logs what it answered. Never repeats. */
export async function deliver(slack: Slack, delivery: Delivery): Promise<Callback> {
  const { kind, url, contentType, body, user, about, spoil } = delivery;
  const headers = { "content-type": contentType, ...delivery.headers, ...proof(slack, body, spoil) };
  const started: Callback = {
    id: randomId("CB"),
    kind,
    url,
    at: new Date().toISOString(),
    user,
    ...(about === undefined ? {} : { about }),
    headers,
    body,
    answer: null,
    ms: null,
    problem: url === null ? "no-url" : null,
  };
  await keep(slack, started, delivery.writes ?? []);
  if (url === null) return started;
  const ended = { ...started, ...(await send(slack, started, url)) };
  await keep(slack, ended, []);
  return ended;
}

/** Sends the bytes of a callback again, with the headers that it had. */
export async function deliverAgain(slack: Slack, callback: Callback): Promise<Callback> {
  const { url } = callback;
  const problem = url === null ? "no-url" : null;
  const fresh = { id: randomId("CB"), at: new Date().toISOString(), answer: null, ms: null, problem } as const;
  const again: Callback = { ...callback, ...fresh };
  await keep(slack, again, []);
  if (url === null) return again;
  const ended = { ...again, ...(await send(slack, again, url)) };
  await keep(slack, ended, []);
  return ended;
}

function proof({ settings }: Slack, body: string, spoil: Spoil = {}): Record<string, string> {
  if (spoil.signature === "missing") return {};
  const timestamp = Math.floor(Date.now() / 1000) + (spoil.timestampOffsetSeconds ?? 0);
  const secret = spoil.signature === "forged" ? `not ${settings.signingSecret}` : settings.signingSecret;
  return signed(body, secret, timestamp);
}

type Outcome = Pick<Callback, "answer" | "ms" | "problem">;

async function send({ settings }: Slack, { headers, body }: Callback, url: string): Promise<Outcome> {
  const startedAt = performance.now();
  const msSince = () => Math.round(performance.now() - startedAt);
  const limit = AbortSignal.timeout(settings.ackLimitMs);
  try {
    const sent = {
      ...headers,
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      accept: "application/json,*/*",
    };
    const answered = await fetch(url, { method: "POST", headers: sent, body, redirect: "manual", signal: limit });
    const answer = {
      status: answered.status,
      body: await answered.text(),
      noRetry: answered.headers.has("x-slack-no-retry"),
    };
    return { answer, ms: msSince(), problem: answer.status === 200 ? null : "not-200" };
  } catch {
    return { answer: null, ms: msSince(), problem: limit.aborted ? "late" : "unreachable" };
  }
}

async function keep({ commit }: Slack, callback: Callback, writes: readonly Write[]): Promise<void> {
  const { id, kind, user, answer, ms, problem } = callback;
  const isOver = ms !== null;
  const call: Call = { actor: user ?? "slack", cause: user === null ? "slack" : "person" };
  await commit(call, {
    op: isOver ? "callback.answer" : "callback.send",
    effectId: id,
    after: isOver ? { kind, answer, ms, problem } : { kind, url: callback.url, body: callback.body },
    writes: [...writes, { table: "callback", id, row: callback }],
  });
}
