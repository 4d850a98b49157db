/** A service that notes each start in `STARTS`, takes `MODE` from its environment, and answers `/healthz`. */
export const SERVER = {
  "server.js": `
const { appendFileSync } = require("node:fs");
const { createServer } = require("node:http");
const { spawn } = require("node:child_process");
const { STARTS, MODE = "well", PORT, OTHER_PORT } = process.env;
if (STARTS) appendFileSync(STARTS, process.pid + "\\n");
console.log("started with " + MODE);
if (MODE === "exits") { console.error("cannot go on"); process.exit(3); }
if (MODE === "stubborn") process.on("SIGTERM", () => console.log("no"));
if (MODE === "parent") spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" }).unref();
if (MODE === "chatty") { const line = "x".repeat(1023) + "\\n"; for (let i = 0; i < 11 * 1024; i += 1) process.stdout.write(line); }
let isWell = MODE !== "ill";
createServer((request, response) => {
  if (request.url === "/break") isWell = false;
  if (request.url === "/mend") isWell = true;
  if (request.url === "/hang") return;
  response.writeHead(isWell ? 200 : 503);
  response.end(request.url === "/environment" ? JSON.stringify(process.env) : "ok");
}).listen(MODE === "elsewhere" ? Number(OTHER_PORT) : Number(PORT), "127.0.0.1");
`,
};
