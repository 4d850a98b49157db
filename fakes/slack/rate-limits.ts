import { refused } from "./refused.ts";
import type { Settings } from "./settings.ts";

const MINUTE_MS = 60_000;
const CALLS_A_MINUTE = { 2: 20, 3: 50, 4: 100 } as const;

/** How often a method may be called: by Slack's tiers, or once a second in a channel. */
export type Tier = keyof typeof CALLS_A_MINUTE | "once-a-second-in-a-channel" | "unlimited";

/** What is asked for. */
interface Wish {
  readonly method: string;
  readonly tier: Tier;
  readonly token: string;
  readonly channel: string;
}

/** Counts calls while limits are on. */
export interface RateLimits {
  /** @throws Refused `ratelimited`, with the seconds to wait, when it is too much. */
  take(wish: Wish): void;
}

/** No calls yet. */
export function rateLimits(settings: Settings): RateLimits {
  const timesByKey = new Map<string, number[]>();

  function takeOne(key: string, callsMax: number, windowMs: number): void {
    const now = Date.now();
    const times = (timesByKey.get(key) ?? []).filter((at) => at > now - windowMs);
    timesByKey.set(key, times);
    if (times.length < callsMax) return void times.push(now);
    const waitMs = (times[0] ?? now) + windowMs - now;
    throw refused("ratelimited", { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
  }

  return {
    take({ method, tier, token, channel }) {
      if (settings.rateLimits === "off" || tier === "unlimited") return;
      const isHistory = method === "conversations.history" || method === "conversations.replies";
      const isSlow = isHistory && settings.rateLimits === "history-once-a-minute";
      if (tier === "once-a-second-in-a-channel") return takeOne(`${token} ${method} ${channel}`, 1, 1000);
      takeOne(`${token} ${method}`, isSlow ? 1 : CALLS_A_MINUTE[tier], MINUTE_MS);
    },
  };
}
