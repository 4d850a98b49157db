import { expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Caller } from "./aws-identity.ts";
import { credentialsOfAccount } from "./credentials-of-account.ts";

const ACCOUNT = "111122223333";
const OWN = { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/holdfast` };
const OTHER = { account: "999999999999", arn: "arn:aws:iam::999999999999:user/x" };

/** A cell whose worker has the credentials of a key; whose each key is, is told by `callers`. */
function world() {
  const callers = new Map<string, Caller | Error>();
  const state = { key: "FIRST", nowMs: 0, asked: 0 };
  const get = credentialsOfAccount(async () => ({ accessKeyId: state.key, secretAccessKey: "s" }), {
    account: ACCOUNT,
    now: () => state.nowMs,
    async ask({ accessKeyId }) {
      state.asked += 1;
      const caller = callers.get(accessKeyId);
      if (caller === undefined || caller instanceof Error) throw caller ?? new Error("nobody");
      return caller;
    },
  });
  return { callers, state, get };
}

test("credentials of the cell's own account are handed out, and whose they are is asked once", async () => {
  const { callers, state, get } = world();
  callers.set("FIRST", OWN);
  expect(await get()).toMatchObject({ accessKeyId: "FIRST" });
  state.nowMs += 86_400_000;
  await get();
  expect(state.asked).toBe(1);
});

test("other credentials are asked about again, and those of another account are none", async () => {
  const { callers, state, get } = world();
  callers.set("FIRST", OWN).set("SECOND", OTHER).set("THIRD", OWN);
  await get();
  state.key = "SECOND";
  await expect(get()).rejects.toMatchObject({
    code: "CLOUD_DENIED",
    message: expect.stringMatching(
      /the cell is account 111122223333, .* are arn:aws:iam::999999999999:user\/x .*Give its worker/,
    ),
  });
  state.key = "THIRD";
  expect(await get()).toMatchObject({ accessKeyId: "THIRD" });
});

test("an answer that they are of another account is kept for a minute, and then asked for again", async () => {
  const { callers, state, get } = world();
  callers.set("FIRST", OTHER);
  await expect(get()).rejects.toMatchObject({ code: "CLOUD_DENIED" });
  state.nowMs = 59_000;
  await expect(get()).rejects.toMatchObject({ code: "CLOUD_DENIED" });
  expect(state.asked).toBe(1);
  state.nowMs = 60_000;
  callers.set("FIRST", OWN);
  await get();
  expect(state.asked).toBe(2);
});

test("while nobody says whose they are, there are none, and the next call asks again", async () => {
  const { callers, state, get } = world();
  callers.set("FIRST", new OrchestratorError("CLOUD_UNREACHABLE", "STS is away"));
  await expect(get()).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  callers.set("FIRST", OWN);
  await get();
  expect(state.asked).toBe(2);
});
