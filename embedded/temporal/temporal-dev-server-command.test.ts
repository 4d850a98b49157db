import { expect, test } from "vitest";
import { temporalDevServerCommand } from "./temporal-dev-server-command.ts";

const required = { binary: "/bin/temporal", dbFile: "/state/temporal.db", port: 7233 };
const always =
  "server start-dev --ip 127.0.0.1 --port 7233 --db-filename /state/temporal.db --sqlite-pragma journal_mode=WAL";
const settings = [
  "history.transferProcessorMaxPollRPS=2000",
  "history.timerProcessorMaxPollRPS=2000",
  'history.timerProcessorMaxTimeShift="10ms"',
]
  .map((setting) => `--dynamic-config-value ${setting}`)
  .join(" ");

test.each([
  { name: "users' data", more: {}, want: `${always} --headless ${settings}` },
  {
    name: "a test",
    more: { durability: "process" },
    want: `${always} --sqlite-pragma synchronous=OFF --headless ${settings}`,
  },
  { name: "a namespace", more: { namespace: "shop" }, want: `${always} --namespace shop --headless ${settings}` },
  {
    name: "people who look",
    more: { uiPort: 8233 },
    want: `${always} --ui-port 8233 --ui-disable-news-fetch ${settings}`,
  },
  {
    name: "a setting",
    more: { dynamicConfig: { "frontend.rps": 100 } },
    want: `${always} --headless ${settings} --dynamic-config-value frontend.rps=100`,
  },
] as const)("temporalDevServerCommand() for $name", ({ more, want }) => {
  const { command, args } = temporalDevServerCommand({ ...required, ...more });
  expect([command, ...args].join(" ")).toBe(`/bin/temporal ${want} --log-level error`);
});
