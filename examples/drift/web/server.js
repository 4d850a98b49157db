// A page that says hello, and how it is.
import { createServer } from "node:http";

const { GREETING = "Hello", PORT } = process.env;

createServer((request, response) => {
  response.setHeader("content-type", "text/plain");
  response.end(request.url === "/healthz" ? "ok\n" : `${GREETING}\n`);
}).listen(Number(PORT), "127.0.0.1");
