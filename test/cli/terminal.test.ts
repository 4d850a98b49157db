import { afterAll, beforeAll, expect, test } from "vitest";
import { COMMANDS } from "../../cli/commands/index.ts";
import { type FakeApi, sendJson, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli, startCli } from "./run-cli.ts";
import { environmentView } from "./views.ts";

// oxlint-disable-next-line no-control-regex -- this is what is looked for
const ESCAPE = /\u001b\[/;
let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { environments: [environmentView("shop-dev", { phase: "Held", reason: "r".repeat(200) })] });
});
afterAll(async () => await api[Symbol.asyncDispose]());

test.each([
  { name: "no colours in a pipe", env: {}, hasColours: false },
  { name: "colours where FORCE_COLOR asks for them", env: { FORCE_COLOR: "1" }, hasColours: true },
  { name: "no colours with NO_COLOR", env: { NO_COLOR: "1" }, hasColours: false },
  { name: "no colours on a dumb terminal", env: { TERM: "dumb" }, hasColours: false },
])("there are $name", async ({ env, hasColours }) => {
  const { stdout } = await runCli(["get", "environments"], { url: api.url, env });
  expect(ESCAPE.test(stdout)).toBe(hasColours);
});

test("nothing is cut in a pipe, and everything fits where COLUMNS says how much does", async () => {
  const whole = await runCli(["get", "environments"], { url: api.url });
  expect(whole.stdout).toContain("r".repeat(200));
  const cut = await runCli(["get", "environments"], { url: api.url, env: { COLUMNS: "80" } });
  expect(Math.max(...cut.stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test("a reader that has seen enough is no failure", async () => {
  const many = Array.from({ length: 500 }, (_, index) => environmentView(`e${index}`));
  let pages = 0;
  api.on("GET /v1/environments", (_request, response) => {
    pages += 1;
    sendJson(response, pages < 20 ? { items: many, continue: String(pages) } : { items: many });
  });
  const cli = startCli(["get", "environments", "-o", "json"], { url: api.url });
  await expect.poll(() => cli.output().stdout.length, { timeout: 20_000 }).toBeGreaterThan(0);
  cli.stopReading();
  expect(await cli.ended).toMatchObject({ code: 0, stderr: "" });
});

test("the help of the program opens with examples and lists every command", async () => {
  const { code, stdout, stderr } = await runCli(["--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Examples:\n {2}\$ holdfast apply/);
  for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, "m"));
});

test.each(COMMANDS.map(({ name }) => ({ name })))("$name -h opens with examples that call it", async ({ name }) => {
  const { code, stdout } = await runCli([name, "-h"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Examples:\n/);
  expect(stdout).toContain(`holdfast ${name}`);
});

test("help COMMAND is the same as COMMAND --help", async () => {
  expect((await runCli(["help", "apply"])).stdout).toBe((await runCli(["apply", "--help"])).stdout);
});
