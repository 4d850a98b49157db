import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeApi, sendJson, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";

const PATH = "/v1/cells/aws-eu/check";
let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  api.on("GET /healthz", (_request, response) => sendJson(response, { status: "ok" }));
  api.on("GET /v1/version", (_request, response) => sendJson(response, { version: "0.1.0", apiVersion: "v1" }));
  api.on("GET /readyz", (_request, response) => sendJson(response, { status: "ready", checks: [] }));
});
afterAll(async () => await api[Symbol.asyncDispose]());

/** A cell that is asked for the third time, and answers when it is looked at for the second. */
function findings(found: readonly object[]): void {
  let looks = 0;
  api.on(`POST ${PATH}`, (_request, response) => sendJson(response, { cell: "aws-eu", asked: 3 }, 202));
  api.on(`GET ${PATH}`, (_request, response) => {
    looks += 1;
    const old = [{ name: "permission eks:ListNodegroups", ok: false, found: "is missing" }];
    sendJson(response, { cell: "aws-eu", asked: 3, answered: looks > 1 ? 3 : 2, findings: looks > 1 ? found : old });
  });
}

test("doctor of a cell tells what the cell found now, each missing permission with what to do", async () => {
  const next = "allow it to the role";
  findings([
    { name: "worker", ok: true, found: "it answers" },
    { name: "permission eks:CreateNodegroup", ok: false, found: "is missing", next },
    { name: "permission eks:DescribeAddon", ok: false, found: "is missing", next },
  ]);
  const { code, stdout, stderr } = await runCli(["doctor", "--cell", "aws-eu"], { url: api.url });
  expect(code).toBe(1);
  expect(stdout).toMatch(/ok +cell aws-eu: worker +it answers/);
  expect(stdout).toMatch(/FAIL +cell aws-eu: permission eks:CreateNodegroup +is missing\n +allow it to the role/);
  expect(stdout).toMatch(/FAIL +cell aws-eu: permission eks:DescribeAddon/);
  expect(stdout).not.toContain("eks:ListNodegroups");
  expect(stderr).toContain("cell aws-eu: permission eks:CreateNodegroup");
});

test("doctor of a cell that nobody knows, or that one may not ask, says so", async () => {
  const refuse = (status: number, title: string) =>
    api.on(`POST ${PATH}`, (_request, response) => sendJson(response, { title, status, detail: title }, status));
  refuse(404, 'no cell is called "aws-eu"; there are: "local"');
  const unknown = await runCli(["doctor", "--cell", "aws-eu"], { url: api.url });
  expect(unknown.code).toBe(1);
  expect(unknown.stdout).toMatch(/FAIL +cell aws-eu +no cell is called "aws-eu"/);
  refuse(403, "you may not");
  const denied = await runCli(["doctor", "--cell", "aws-eu"], { url: api.url });
  expect(denied.stdout).toContain("ask with a token that may operate");
});

test("doctor without a cell asks none", async () => {
  const before = api.seen(`POST ${PATH}`).length;
  await runCli(["doctor"], { url: api.url });
  expect(api.seen(`POST ${PATH}`)).toHaveLength(before);
});
