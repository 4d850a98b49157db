import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readPublicUrl, readSlackConfig } from "./slack-config.ts";

const directory = mkdtempSync(join(tmpdir(), "holdfast-slack-"));
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const whole = {
  HOLDFAST_SLACK_TOKEN_FILE: file("token", "xoxb-1\n"),
  HOLDFAST_SLACK_SIGNING_SECRET_FILE: file("secret", `${SECRET}\n`),
  HOLDFAST_SLACK_APP_ID: "A0HOLDFAST",
};

it("is off where nothing is set", () => {
  expect(readSlackConfig({}, "receiving")).toBeUndefined();
  expect(
    readSlackConfig({ HOLDFAST_SLACK_API_URL: " ", HOLDFAST_PUBLIC_URL: "https://x.example" }, "sending"),
  ).toBeUndefined();
});

it("reads the whole of it, with the real Slack unless told otherwise", () => {
  expect(readSlackConfig(whole, "receiving")).toEqual({
    token: "xoxb-1",
    apiUrl: "https://slack.com/api/",
    appId: "A0HOLDFAST",
    isSimulator: false,
    signingSecrets: [SECRET],
    replyOrigins: ["https://hooks.slack.com"],
  });
});

it("takes two signing secrets during a rotation, and none where nothing is received", () => {
  const both = file("both", `${SECRET}\r\n\n  ${SECRET}2 `);
  expect(readSlackConfig({ ...whole, HOLDFAST_SLACK_SIGNING_SECRET_FILE: both }, "receiving")?.signingSecrets).toEqual([
    SECRET,
    `${SECRET}2`,
  ]);
  const { HOLDFAST_SLACK_SIGNING_SECRET_FILE: _, ...sending } = whole;
  expect(readSlackConfig(sending, "sending")?.signingSecrets).toEqual([]);
});

it("takes a simulator, whose own address answers commands later", () => {
  const simulated = { ...whole, HOLDFAST_SLACK_SIMULATOR: "1", HOLDFAST_SLACK_API_URL: "http://127.0.0.1:7083/api" };
  expect(readSlackConfig(simulated, "receiving")).toMatchObject({
    isSimulator: true,
    apiUrl: "http://127.0.0.1:7083/api/",
    replyOrigins: ["http://127.0.0.1:7083"],
  });
});

it("lists every problem of a half configuration in one message, without a secret", () => {
  const wrong = {
    HOLDFAST_SLACK_TOKEN_FILE: join(directory, "absent"),
    HOLDFAST_SLACK_SIGNING_SECRET_FILE: file("weak", "weak\n"),
    HOLDFAST_SLACK_API_URL: "http://slack.example/api/",
    HOLDFAST_SLACK_SIMULATOR: "yes",
  };
  expect(() => readSlackConfig(wrong, "receiving")).toThrow(
    [
      "the configuration of Slack is not complete:",
      "  HOLDFAST_SLACK_SIMULATOR: is neither 1 nor 0",
      "  HOLDFAST_SLACK_API_URL: the token would travel unencrypted: only a simulator may have http",
      "  HOLDFAST_SLACK_APP_ID: is not set: the app's id, as A0123456789",
      `  HOLDFAST_SLACK_TOKEN_FILE: the file ${join(directory, "absent")} cannot be read: ENOENT`,
      "  HOLDFAST_SLACK_SIGNING_SECRET_FILE: a secret has less than 16 characters",
    ].join("\n"),
  );
  expect(() => readSlackConfig({ HOLDFAST_SLACK_APP_ID: "A1" }, "receiving")).toThrow(
    /TOKEN_FILE: is not set.*\n.*SIGNING_SECRET_FILE: is not set/,
  );
});

describe("the address for people", () => {
  it("is optional, http or https, and has no slash at its end", () => {
    expect(readPublicUrl({})).toBeUndefined();
    expect(readPublicUrl({ HOLDFAST_PUBLIC_URL: "https://holdfast.example.com/ui/" })).toBe(
      "https://holdfast.example.com/ui",
    );
    for (const wrong of ["holdfast", "javascript:alert(1)", "https://u:p@x.example", "https://x.example/?a=1"])
      expect(() => readPublicUrl({ HOLDFAST_PUBLIC_URL: wrong })).toThrow(/no address like/);
  });
});
