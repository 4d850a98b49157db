import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { waitUntil } from "../../embedded/process/wait-until.ts";

/** A moto server that runs as a process of its own. */
export interface MotoServer {
  readonly url: string;
  kill(): Promise<void>;
}

/** Starts moto on a free port, and resolves when it answers. */
export async function startMoto(python: string): Promise<MotoServer> {
  const port = await freePort();
  const args = ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)];
  const child = spawn(python, args, { stdio: "ignore" });
  const exited = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  const answers = async () => {
    if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode} before it answered`);
    return await fetch(`${url}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  await waitUntil(answers, { what: "moto answers", limitMs: 60_000, everyMs: 100 });
  return {
    url,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("there is no free port");
  return address.port;
}
