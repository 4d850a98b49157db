import { expect, it } from "vitest";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import { parseArtifactFiles } from "./parse-artifact-files.ts";

const NDJSON = { "content-type": "application/x-ndjson" };
const file = (path: string, text: string) =>
  JSON.stringify({ path, isExecutable: false, content: Buffer.from(text).toString("base64") });

it("stores the files of a body of lines", async () => {
  const answer = await apiUnderTest().send("/v1/artifacts", {
    method: "POST",
    headers: NDJSON,
    body: `${file("a.js", "one")}\n\n${file("b.js", "four")}`,
  });
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({ files: 2, bytes: 7 });
});

it.each([
  ["not JSON", "{", "line 2 is not JSON"],
  ["no file", "[]", "line 2 is not a file"],
  ["another key", JSON.stringify({ path: "a", isExecutable: true, content: "", mode: 4 }), "mode"],
  ["content that is no base64", JSON.stringify({ path: "a", isExecutable: true, content: "%%" }), "content"],
  ["a path that is too long", JSON.stringify({ path: "a".repeat(401), isExecutable: true, content: "" }), "path"],
])("refuses a line that is %s and names it", async (_, line, why) => {
  const answer = await apiUnderTest().send("/v1/artifacts", {
    method: "POST",
    headers: NDJSON,
    body: `${file("a", "x")}\n${line}\n`,
  });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: "ARTIFACT_INVALID", detail: expect.stringContaining(why) });
});

it("reads lines across any chunks", async () => {
  const bytes = new TextEncoder().encode(`${file("ä.txt", "one")}\n${file("b", "two")}\n`);
  for (const size of [1, 7, 64, 10_000]) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    const files: string[] = [];
    for await (const { path, content } of parseArtifactFiles(chunks))
      files.push(`${path}: ${Buffer.from(content).toString()}`);
    expect(files).toEqual(["ä.txt: one", "b: two"]);
  }
});

it("stops reading at 100 MiB of content", async () => {
  const line = new TextEncoder().encode(
    `${JSON.stringify({ path: "big", isExecutable: false, content: "A".repeat(4 * 8 * 1024 * 1024) })}\n`,
  );
  let sent = 0;
  async function* body() {
    for (;;) {
      sent += 1;
      yield line;
    }
  }
  const files = parseArtifactFiles(body());
  const reading = (async () => {
    for await (const { content } of files) expect(content.byteLength).toBe(3 * 8 * 1024 * 1024);
  })();
  await expect(reading).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
  expect(sent).toBe(5);
});

it("stops reading a line that does not end", async () => {
  const chunk = new Uint8Array(16 * 1024 * 1024).fill(0x61);
  let sent = 0;
  async function* body() {
    for (;;) {
      sent += 1;
      yield chunk;
    }
  }
  await expect(parseArtifactFiles(body()).next()).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
  expect(sent).toBeLessThan(11);
});
