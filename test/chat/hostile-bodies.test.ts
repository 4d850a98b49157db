import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type RunningServer } from "../../api/http/serve.ts";
import { createSlackRoutes } from "../../api/slack/routes.ts";
import { signedHeaders, slackWorld } from "../setup/slack-world.ts";

const BODY_MS_MAX = 200;
const world = slackWorld();
let server: RunningServer;
beforeAll(async () => {
  server = await serve(createSlackRoutes({ ...world.deps, bodyMsMax: BODY_MS_MAX }).fetch, 0);
});
afterAll(async () => await server.drain());

/** Sends the head of a request with these headers, and says what came back once the connection is over. */
function open(headers: Readonly<Record<string, string>>): {
  readonly socket: Socket;
  readonly answer: Promise<string>;
} {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.on("data", (chunk) => (text += String(chunk)));
  // A sender that goes on is cut off; what it was told before counts.
  socket.on("error", () => undefined);
  const all = { host: hostname, ...signedHeaders("x"), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /slack/interactions HTTP/1.1\r\n${lines.join("")}\r\n`);
  return { socket, answer: new Promise((resolve) => socket.once("close", () => resolve(text))) };
}

test("who sends a byte now and then is told that it took too long, and loses the connection", async () => {
  const { socket, answer } = open({ "content-length": "1000" });
  const dripping = setInterval(() => socket.write("x"), 20);
  try {
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
  } finally {
    clearInterval(dripping);
  }
});

test("who announces 1 GiB is told at once, and loses the connection", async () => {
  const { answer } = open({ "content-length": String(2 ** 30) });
  expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
});

test("who sends without an end is cut off after 1 MiB", async () => {
  const { socket, answer } = open({ "transfer-encoding": "chunked" });
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  let sent = 0;
  const feed = () => {
    while (!socket.destroyed && sent < 64) {
      sent += 1;
      if (!socket.write(chunk)) return void socket.once("drain", feed);
    }
  };
  feed();
  // Whoever is cut off in the middle of a write may not get to read why.
  expect(await answer).toMatch(/^(HTTP\/1\.1 413 |$)/);
});

test("nothing of it is stored", () => {
  expect(world.inbox.rows).toEqual([]);
});
