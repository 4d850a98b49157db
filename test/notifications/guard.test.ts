import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postGuarded, type PostRules } from "../../adapters/notify/post-guarded.ts";

let connections = 0;
const server = createServer((socket) => {
  connections += 1;
  socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
  socket.on("error", () => undefined);
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => void server.close());

const post = async (url: string, rules: Partial<PostRules> = {}) =>
  await postGuarded(
    { url: new URL(url.replace("PORT", String(port))), headers: {}, body: "{}" },
    { arePrivateAllowed: false, limits: { connectMs: 500, totalMs: 1_000 }, ...rules },
    new AbortController().signal,
  );

const leadsTo = (...addresses: readonly string[]) => ({
  resolve: async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
});

test.each([
  ["this machine", ["127.0.0.1"]],
  ["this machine, by IPv6", ["::1"]],
  ["this machine inside IPv6", ["::ffff:127.0.0.1"]],
  ["metadata", ["169.254.169.254"]],
  ["metadata inside IPv6", ["::ffff:169.254.169.254"]],
  ["a private network", ["10.1.2.3"]],
  ["a good address and a bad one", ["93.184.215.14", "127.0.0.1"]],
])("a name that leads to %s is not called", async (_, addresses) => {
  const before = connections;
  expect(await post("https://hooks.example:PORT/", leadsTo(...addresses))).toMatchObject({
    kind: "failed",
    reason: expect.stringMatching(/^not called: it leads to/) as unknown,
    isUnclear: false,
  });
  expect(connections).toBe(before);
});

test.each([
  "https://127.0.0.1:PORT/",
  "https://[::ffff:7f00:1]:PORT/",
  "https://2130706433:PORT/",
  "http://127.0.0.1:PORT/",
])("%s is not called, whoever checked it before", async (url) => {
  const before = connections;
  expect(await post(url)).toMatchObject({ kind: "failed", reason: expect.stringContaining("not called") as unknown });
  expect(connections).toBe(before);
});

test("a name that is checked as good and is bad when it is connected to is not called: it is looked up once", async () => {
  const answers = [["93.184.215.14"], ["127.0.0.1"], ["169.254.169.254"]];
  let asked = 0;
  const rebinding: Partial<PostRules> = {
    resolve: async () => {
      const addresses = answers[asked] ?? [];
      asked += 1;
      return addresses.map((address) => ({ address, family: 4 }));
    },
  };
  const before = connections;
  // The first attempt goes to what was looked up, a public address that does not answer here, and to nothing else.
  expect(await post("https://hooks.example:PORT/", rebinding)).toMatchObject({ kind: "failed" });
  expect(asked).toBe(1);
  // Each attempt looks anew.
  for (const times of [2, 3]) {
    expect(await post("https://hooks.example:PORT/", rebinding)).toMatchObject({
      reason: expect.stringContaining("not called: it leads to") as unknown,
    });
    expect(asked).toBe(times);
  }
  expect(connections).toBe(before);
});

test("without TLS only this machine is called, and only where that is allowed", async () => {
  const loose = { arePrivateAllowed: true };
  expect(await post("http://receiver.example:PORT/", { ...loose, ...leadsTo("127.0.0.1") })).toMatchObject({
    kind: "answered",
    status: 200,
    body: "ok",
  });
  expect(await post("http://receiver.example:PORT/", { ...loose, ...leadsTo("10.0.0.1") })).toMatchObject({
    reason: "not called: it is not https",
  });
  expect(await post("http://receiver.example:PORT/", { ...loose, ...leadsTo("169.254.169.254") })).toMatchObject({
    reason: expect.stringContaining("never called") as unknown,
  });
});

test("a name without addresses, and one that is not found, are failures that were not sent", async () => {
  expect(await post("https://hooks.example/", leadsTo())).toMatchObject({ reason: "its name has no address" });
  const failing = { resolve: () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" })) };
  expect(await post("https://hooks.example/", failing)).toEqual({
    kind: "failed",
    reason: "its name was not found",
    isUnclear: false,
  });
});
