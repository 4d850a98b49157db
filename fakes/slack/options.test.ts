import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";

test("without flags nobody is called back", () => {
  expect(parseOptions([], {})).toMatchObject({
    port: 7083,
    botToken: "xoxb-holdfast",
    settings: {
      signingSecret: "holdfast",
      ackLimitMs: 3000,
      interactivityUrl: null,
      commandUrl: null,
      eventsUrl: null,
    },
  });
});

test("a base names all addresses of the app, and each can be named by itself", () => {
  const args = ["--callback-base", "http://127.0.0.1:7070/", "--events-url", "http://127.0.0.1:1/events"];
  expect(parseOptions(args, {})).toMatchObject({
    settings: {
      interactivityUrl: "http://127.0.0.1:7070/slack/interactions",
      commandUrl: "http://127.0.0.1:7070/slack/commands",
      eventsUrl: "http://127.0.0.1:1/events",
    },
  });
});

test("a flag wins over its variable", () => {
  const environment = { FAKE_SLACK_SIGNING_SECRET: "from there", FAKE_SLACK_STATE_DIR: "/tmp/a" };
  expect(parseOptions(["--signing-secret", "from here"], environment)).toMatchObject({
    stateDir: "/tmp/a",
    settings: { signingSecret: "from here" },
  });
});

test.each([
  { args: ["--colour", "red"], environment: {}, problem: "--colour" },
  { args: ["--port", "many"], environment: {}, problem: "--port" },
  { args: ["--callback-base", "ftp://example.com"], environment: {}, problem: "--callback-base" },
  { args: [], environment: { FAKE_SLACK_ACK_LIMIT: "0" }, problem: "--ack-limit" },
])("$args $environment is refused, and the flag named", ({ args, environment, problem }) => {
  expect(() => parseOptions(args, environment)).toThrow(problem);
});
