import { createAdaptorServer } from "@hono/node-server";
import { slackApp } from "./app.ts";
import { parseOptions, USAGE } from "./options.ts";
import type { Options } from "./options.ts";
import { startSlack } from "./start-slack.ts";

// Longer than clients keep idle connections, so that none is closed just as it is used again.
const KEEP_ALIVE_MS = 75_000;

const options = readOptions();
if (options === "help") process.stdout.write(USAGE);
else if (options !== undefined) await listen(options);

function readOptions(): Options | "help" | undefined {
  try {
    return parseOptions(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`fake slack: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

async function listen({ port, ...world }: Options): Promise<void> {
  const slack = await startSlack(world);
  const server = createAdaptorServer({
    fetch: slackApp(slack).fetch,
    serverOptions: { keepAliveTimeout: KEEP_ALIVE_MS },
  });
  server.on("error", (error) => {
    process.stderr.write(`fake slack: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(port, "127.0.0.1", () => {
    const address = server.address();
    const actual = typeof address === "object" && address !== null ? address.port : port;
    slack.origin = `http://127.0.0.1:${actual}`;
    process.stdout.write(`fake slack listening on http://127.0.0.1:${actual}\n`);
  });
  // What was answered is on disk already.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
}
