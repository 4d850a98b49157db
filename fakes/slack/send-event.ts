import { setTimeout as sleep } from "node:timers/promises";
import type { Callback } from "./callback.ts";
import { deliver } from "./deliver.ts";
import type { Spoil } from "./deliver.ts";
import { isObject, parseJson } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { randomId } from "./random-id.ts";
import type { Slack } from "./slack.ts";

/** An event to tell the app of. */
export interface SlackEvent {
  readonly teamId: string;
  /** With its `type`. */
  readonly event: JsonObject;
  readonly spoil?: Spoil;
}

/** Tells the app of an event, unless it does not listen to its type. Resolves with the first try; goes on by itself. */
export async function sendEvent(
  slack: Slack,
  { teamId, event, spoil = {} }: SlackEvent,
): Promise<Callback | undefined> {
  const { settings, world } = slack;
  const token = [...world.token.values()].find((other) => other.teamId === teamId);
  const isHeard = settings.eventTypes.includes(String(event["type"]));
  if (token === undefined || settings.eventsUrl === null || !isHeard) return undefined;
  const team = spoil.teamId ?? teamId;
  const body = JSON.stringify({
    token: "retired",
    team_id: team,
    api_app_id: spoil.apiAppId ?? token.appId,
    event: { ...event, event_ts: world.nextTs("events") },
    type: "event_callback",
    event_id: randomId("Ev"),
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [{ enterprise_id: null, team_id: team, user_id: token.botUserId, is_bot: true }],
    is_ext_shared_channel: false,
  });
  const first = await tryEvent(slack, body, { spoil });
  if (needsRetry(first)) void repeat(slack, body, { spoil, first });
  return first;
}

/** Asks the app whether the events URL is its own, as Slack does before it takes one. */
export async function verifyEventsUrl(
  slack: Slack,
): Promise<{ readonly callback: Callback; readonly isVerified: boolean }> {
  const challenge = randomId("").toLowerCase();
  const callback = await deliver(slack, {
    kind: "url_verification",
    url: slack.settings.eventsUrl,
    contentType: "application/json",
    body: JSON.stringify({ token: "retired", challenge, type: "url_verification" }),
    user: null,
  });
  const { answer, problem } = callback;
  const value = parseJson(answer?.body ?? "");
  const echoed = isObject(value) ? value["challenge"] : answer?.body.trim();
  return { callback, isVerified: problem === null && echoed === challenge };
}

async function repeat(
  slack: Slack,
  body: string,
  { spoil, first }: { readonly spoil: Spoil; readonly first: Callback },
): Promise<void> {
  let last = first;
  for (const [index, delayMs] of slack.settings.eventRetryDelaysMs.entries()) {
    if (!needsRetry(last)) return;
    await sleep(delayMs);
    const headers = { "x-slack-retry-num": String(index + 1), "x-slack-retry-reason": reasonOf(last) };
    last = await tryEvent(slack, body, { spoil, headers });
  }
}

async function tryEvent(
  slack: Slack,
  body: string,
  extra: { readonly spoil: Spoil; readonly headers?: Readonly<Record<string, string>> },
): Promise<Callback> {
  const { eventsUrl: url } = slack.settings;
  return await deliver(slack, { kind: "event", url, contentType: "application/json", body, user: null, ...extra });
}

function needsRetry({ problem, answer, url }: Callback): boolean {
  return url !== null && problem !== null && answer?.noRetry !== true;
}

function reasonOf({ problem }: Callback): string {
  if (problem === "late") return "http_timeout";
  return problem === "unreachable" ? "connection_failed" : "http_error";
}
