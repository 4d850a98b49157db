import { expect, it, vi } from "vitest";
import { jsonLog } from "../http/log.ts";
import { createBell } from "./bell.ts";
import { hearCommits } from "./hear-commits.ts";

it("listens for longer than a timer can wait", async () => {
  vi.useFakeTimers();
  try {
    const stop = new AbortController();
    const bell = createBell();
    let listener: (() => void) | undefined;
    const store = {
      onCommit: async (hear: () => void) => {
        listener = hear;
        return async () => void (listener = undefined);
      },
    };
    const hearing = hearCommits(store, bell, { log: jsonLog(() => undefined), signal: stop.signal });
    await vi.advanceTimersByTimeAsync(60 * 86_400_000);
    listener?.();
    expect(bell.count()).toBe(1);
    stop.abort();
    await hearing;
    expect(listener).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});
