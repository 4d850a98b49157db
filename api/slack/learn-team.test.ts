import { expect, it, vi } from "vitest";
import type { Chat } from "../../adapters/chat/port.ts";
import { jsonLog } from "../http/log.ts";
import { learnTeam } from "./learn-team.ts";

it("asks until Slack says whose token it is, and logs each reason once", async () => {
  vi.useFakeTimers();
  try {
    const answers: Awaited<ReturnType<Chat["check"]>>[] = [
      { outcome: "not sent", reason: "away" },
      { outcome: "not sent", reason: "away" },
      { outcome: "applied", value: { team: "T1", bot: "B1" } },
    ];
    const lines: string[] = [];
    const signal = new AbortController().signal;
    const check = async () => answers.shift() ?? ({ outcome: "unknown", reason: "asked too often" } as const);
    const own = learnTeam({ check }, { log: jsonLog((line) => lines.push(line)), signal });
    expect(own.team()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(60_000);
    await own.ended;
    expect([own.team(), lines.length, answers.length]).toEqual(["T1", 2, 0]);
  } finally {
    vi.useRealTimers();
  }
});

it("stops when it is told to", async () => {
  const stop = new AbortController();
  const check = async () =>
    ({ outcome: "refused", code: "invalid_auth", reason: "invalid_auth", mend: "configuration" }) as const;
  const own = learnTeam({ check }, { log: jsonLog(() => undefined), signal: stop.signal });
  stop.abort();
  await own.ended;
  expect(own.team()).toBeUndefined();
});
