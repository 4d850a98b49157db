import { Agent, request } from "node:http";
import { validRequest, type SlackRequest } from "./valid-request.ts";

// Sends valid requests over a socket, one after another, from a process of its own, and says how long each took.
const EVERY_MS = 5;
const [, , url = ""] = process.argv;
const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const tookMs: number[] = [];
let accepted = 0;
let isOver = false;

process.once("message", () => {
  isOver = true;
});

for (let serial = 0; !isOver; serial += 1) {
  const begun = performance.now();
  const status = await send(validRequest(`valid.${serial}`, Math.floor(Date.now() / 1_000)));
  tookMs.push(performance.now() - begun);
  if (status === 200) accepted += 1;
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
agent.destroy();
process.send?.({ tookMs, accepted }, () => process.disconnect());

function send({ path, body, headers }: SlackRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const length = { "content-length": String(body.byteLength) };
    const options = { method: "POST", agent, headers: { ...headers, ...length } };
    const sent = request(new URL(path, url), options, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject).end(body);
  });
}
