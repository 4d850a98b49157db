import { type Logger, LogLevel, WebClient } from "@slack/web-api";
import type { ChatAnswer } from "../port.ts";
import { classifyFailure } from "./classify-failure.ts";
import type { SlackOptions } from "./slack-options.ts";
import { type Seen, wire } from "./wire.ts";

const TIMEOUT_MS = 10_000;

/** One call of Slack, and what is taken from its answer; `undefined` where the answer lacks it. */
export type CallSlack = <Answer, Value>(
  call: {
    readonly send: (client: WebClient) => Promise<Answer>;
    readonly take: (answer: Answer) => Value | undefined;
  },
  signal: AbortSignal,
) => Promise<ChatAnswer<Value>>;

/**
 * Calls Slack once: no retries, no waiting, no redirects. Every call has a client of its own, so that neither a pause
 * nor a queue of one can hold another up.
 */
export function callSlack(options: SlackOptions): CallSlack {
  const now = options.now ?? Date.now;
  return async ({ send, take }, signal) => {
    if (signal.aborted) return late(signal);
    const seen: Seen = {};
    const client = new WebClient(options.token, {
      slackApiUrl: options.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: options.timeoutMs ?? TIMEOUT_MS,
      allowAbsoluteUrls: false,
      logger: QUIET,
      fetch: wire(options, { seen, signal }),
    });
    try {
      const value = take(await send(client));
      if (value !== undefined) return { outcome: "applied", value };
      return { outcome: "unknown", reason: "Slack's answer lacks what a success has" };
    } catch (error) {
      if (signal.aborted) return late(signal);
      return classifyFailure(error, seen, now());
    }
  };
}

/** The caller's own limit of time is an answer as Slack's silence is. @throws the reason of any other abort: it says nothing about Slack */
function late({ reason }: AbortSignal): { readonly outcome: "unknown"; readonly reason: string } {
  const isLimit = reason instanceof DOMException && reason.name === "TimeoutError";
  if (!isLimit) throw reason;
  return { outcome: "unknown", reason: "no answer of Slack in time" };
}

// The library logs bodies at its lower levels, and answers of Slack at the higher ones.
const QUIET: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
