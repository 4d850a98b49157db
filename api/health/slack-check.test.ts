import { expect, it } from "vitest";
import type { ChatAnswer, ChatIdentity } from "../../adapters/chat/port.ts";
import type { UntoldApprovals } from "../../adapters/store/approvals-port.ts";
import { slackCheck } from "./slack-check.ts";

function world() {
  const state: { now: number; calls: number; answer: ChatAnswer<ChatIdentity>; untold: UntoldApprovals | undefined } = {
    now: 0,
    calls: 0,
    answer: { outcome: "applied", value: { team: "T1", bot: "B1" } },
    untold: undefined,
  };
  const check = slackCheck({
    now: () => state.now,
    untold: async () => state.untold,
    chat: {
      async check() {
        state.calls += 1;
        return state.answer;
      },
    },
  });
  return { state, check };
}

it("is well where Slack knows us and people were told of everything, and makes nothing unready", async () => {
  const { check } = world();
  expect(check.isAdvisory).toBe(true);
  expect(await check.run()).toBeUndefined();
});

it("says why Slack does not take our token, and asks it each half a minute only", async () => {
  const { state, check } = world();
  state.answer = {
    outcome: "refused",
    code: "token_revoked",
    reason: "Slack answered token_revoked",
    mend: "configuration",
  };
  expect(await check.run()).toBe("Slack answered token_revoked");
  state.now = 29_999;
  await check.run();
  expect(state.calls).toBe(1);
  state.now = 30_000;
  await check.run();
  expect(state.calls).toBe(2);
});

it("says of how many approvals people may not have been told, at once", async () => {
  const { state, check } = world();
  await check.run();
  state.untold = { count: 1, reason: "Slack answered is_archived" };
  expect(await check.run()).toBe("people may not have been told of 1 approval: Slack answered is_archived");
  state.untold = { count: 3, reason: "Slack answered is_archived" };
  expect(await check.run()).toBe("people may not have been told of 3 approvals: Slack answered is_archived");
});
