// Takes notifications of Holdfast, checks their signature, and prints one line for each event.
//
//   WEBHOOK_SECRET=whsec_… node receiver.mjs --port 18099

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const BYTES_MAX = 256 * 1024;
const TOLERANCE_S = 300;
const REMEMBERED = 10_000;

const { values } = parseArgs({ options: { port: { type: "string", default: "18099" } } });
const secret = process.env.WEBHOOK_SECRET ?? "";
if (secret === "") {
  console.error("WEBHOOK_SECRET is not set: the secret that the subscription names");
  process.exit(2);
}
const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");

/** Ids of events that were taken. The same event may come twice, with the same id. */
const seen = new Set();

const server = createServer(async (request, response) => {
  const answer = (status, text) => response.writeHead(status, { "content-type": "text/plain" }).end(`${text}\n`);
  if (request.method !== "POST") return answer(405, "post here");
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BYTES_MAX) return answer(413, "too long");
    chunks.push(chunk);
  }
  // The bytes as they came: what is parsed and written anew has another signature.
  const body = Buffer.concat(chunks).toString("utf8");
  const id = String(request.headers["webhook-id"] ?? "");
  const timestamp = String(request.headers["webhook-timestamp"] ?? "");
  const signatures = String(request.headers["webhook-signature"] ?? "");
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1_000 - Number(timestamp)) > TOLERANCE_S)
    return answer(401, "too old, or from the future");
  if (!isSigned(`${id}.${timestamp}.${body}`, signatures)) return answer(401, "not signed with the secret");
  if (!seen.has(id)) {
    const event = JSON.parse(body);
    const { event: type, message } = event.data.customData;
    console.log(JSON.stringify({ id, seq: event.hfseq, type, cdevent: event.type, subject: event.subject, message }));
    seen.add(id);
    if (seen.size > REMEMBERED) seen.delete(seen.values().next().value);
  }
  return answer(200, "taken");
});

/** True when one of the signatures is ours; there are two while the secret is changed. */
function isSigned(content, signatures) {
  const wanted = createHmac("sha256", key).update(content).digest();
  return signatures.split(" ").some((signature) => {
    const [version, value = ""] = signature.split(",");
    const given = Buffer.from(value, "base64");
    return version === "v1" && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

server.listen(Number(values.port), "127.0.0.1", () => {
  console.error(`http://127.0.0.1:${server.address().port}/`);
});
