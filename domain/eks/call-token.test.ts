import { expect, test } from "vitest";
import { callToken } from "./call-token.ts";

const intent = "a".repeat(52);
const wish = `sha256:${"0".repeat(63)}1`;

test("a call's token is the same for a repeat and another one for another step or wish", () => {
  const token = callToken(intent, "endpoint-access", wish);
  expect(callToken(intent, "endpoint-access", wish)).toBe(token);
  expect(token.length).toBeGreaterThanOrEqual(33);
  expect(token.length).toBeLessThanOrEqual(126);
  const others = [callToken(intent, "logging", wish), callToken(intent, "endpoint-access", `${wish.slice(0, -1)}2`)];
  expect(new Set([token, ...others]).size).toBe(3);
});

test.each(["", "short"])('a call without the intent of a ledger ("%s") gets no token', (short) => {
  expect(() => callToken(short, "x", "")).toThrow("a token of");
});
