import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeApi, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli, startCli } from "./run-cli.ts";
import { environmentView } from "./views.ts";

const API_LOGS = "GET /v1/environments/shop/shop-dev/components/api/logs";
let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { environments: [environmentView("shop-dev")] });
});
afterAll(async () => await api[Symbol.asyncDispose]());

test("logs prints the lines as they are", async () => {
  api.on(
    API_LOGS,
    ({ query }, response) =>
      void response.end(`tail ${query.get("tail")}, follow ${query.get("follow")}\n\u001b[32mgreen\u001b[0m\n`),
  );
  const { code, stdout } = await runCli(["logs", "--tail", "7", "shop-dev", "api"], { url: api.url });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "tail 7, follow null\n\u001b[32mgreen\u001b[0m\n" });
});

test("logs -f prints lines as they come, and goes on after a broken connection without repeating", async () => {
  let connections = 0;
  api.on(API_LOGS, ({ query }, response) => {
    connections += 1;
    response.writeHead(200, { "content-type": "text/plain" });
    response.write(`connection ${connections} from ${query.get("tail")}\n`, () => {
      if (connections === 1) response.destroy();
    });
  });
  const cli = startCli(["logs", "-f", "--tail", "3", "shop-dev", "api"], { url: api.url });
  await expect.poll(() => cli.output().stdout, { timeout: 15_000 }).toBe("connection 1 from 3\nconnection 2 from 0\n");
  cli.kill("SIGINT");
  const { code, stderr } = await cli.ended;
  expect(code).toBe(130);
  expect(stderr).toBe("the connection broke; it is made anew, lines in between may be missing\n");
});

test("logs that break off without -f are a failure", async () => {
  api.on(API_LOGS, (_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half a li", () => response.destroy());
  });
  const { code, stderr } = await runCli(["logs", "shop-dev", "api"], { url: api.url });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "error: the connection broke before the log ended\n" });
});

test("logs of a component that is not there ends with 3 and names those that are", async () => {
  api.on("GET /v1/environments/shop/shop-dev/components/apy/logs", (_request, response) =>
    sendProblem(response, {
      status: 404,
      code: "NOT_FOUND",
      detail: 'the environment has no component "apy"; it has api, database',
    }),
  );
  const { code, stderr } = await runCli(["logs", "shop-dev", "apy"], { url: api.url });
  expect({ code, names: stderr.includes("it has api, database") }).toEqual({ code: 3, names: true });
});
