import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, startFakeApi } from "./fake-api.ts";
import { emptyDirectory, runCli } from "./run-cli.ts";
import { THEN } from "./views.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  api.on("POST /v1/artifacts", (_request, response) =>
    sendJson(response, { digest: DIGEST, files: 3, bytes: 1_234 }, 201),
  );
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => void (api.requests.length = 0));

test("artifact push sends every file once, sorted, without .git, and prints nothing but the digest on stdout", async () => {
  const directory = emptyDirectory();
  mkdirSync(join(directory, "lib"));
  mkdirSync(join(directory, ".git"));
  writeFileSync(join(directory, ".git", "config"), "never sent");
  writeFileSync(join(directory, "server.js"), "console.log('hello')\n");
  writeFileSync(join(directory, "lib", "data.bin"), Buffer.from([0, 255, 10]));
  writeFileSync(join(directory, "run"), "#!/bin/sh\n");
  chmodSync(join(directory, "run"), 0o755);
  const { code, stdout, stderr } = await runCli(["artifact", "push", directory], { url: api.url });
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${DIGEST}\n` });
  expect(stderr).toBe(`stored ${directory}: 3 files, 1.2 kB\n`);
  const [request] = api.seen("POST /v1/artifacts");
  expect(request?.headers["content-type"]).toBe("application/x-ndjson");
  expect(
    request?.body
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { path: "lib/data.bin", isExecutable: false, content: "AP8K" },
    { path: "run", isExecutable: true, content: "IyEvYmluL3NoCg==" },
    { path: "server.js", isExecutable: false, content: Buffer.from("console.log('hello')\n").toString("base64") },
  ]);
});

test.each([
  {
    name: "a symbolic link",
    make: (directory: string) => symlinkSync("/etc/passwd", join(directory, "link")),
    says: "is a symbolic link",
  },
  { name: "nothing", make: () => undefined, says: "holds no files" },
])("artifact push refuses a directory with $name, and sends nothing", async ({ make, says }) => {
  const directory = emptyDirectory();
  make(directory);
  const { code, stdout, stderr } = await runCli(["artifact", "push", directory], { url: api.url });
  expect({ code, stdout, requests: api.requests }).toEqual({ code: 1, stdout: "", requests: [] });
  expect(stderr).toContain(says);
});

test("artifact push of a directory that is not there says so", async () => {
  const { code, stderr } = await runCli(["artifact", "push", "absent"], { url: api.url });
  expect({ code, says: stderr.includes("cannot read absent") }).toEqual({ code: 1, says: true });
});

test("artifact list shows the newest first", async () => {
  const stored = (letter: string, storedAt: number) => ({
    digest: `sha256:${letter.repeat(64)}`,
    files: 3,
    bytes: 34_000,
    storedAt,
  });
  api.on("GET /v1/artifacts", (_request, response) =>
    sendJson(response, { items: [stored("b", THEN), stored("c", THEN + 1)] }),
  );
  const { stdout } = await runCli(["artifact", "list"], { url: api.url });
  expect(stdout.split("\n").map((line) => line.slice(0, 8))).toEqual(["DIGEST  ", "sha256:c", "sha256:b", ""]);
  expect(stdout).toContain("34 kB");
});
