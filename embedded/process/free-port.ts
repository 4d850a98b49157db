import { randomInt } from "node:crypto";
import { createServer } from "node:net";

// Below the ports that systems hand out for outgoing connections, so that a kept port is seldom taken meanwhile, and
// outside 20000-29999, which belong to the components of the local cell.
const FROM = 15_000;
const TO = 19_999;
const TRIES = 200;

/** A TCP port of 127.0.0.1, 15000 to 19999, that nobody listens on now. It is not reserved: somebody may be quicker. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(FROM, TO + 1);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`found no free port between ${FROM} and ${TO} in ${TRIES} tries`);
}

/** Whether a server could listen on that port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
