import { createAdaptorServer } from "@hono/node-server";
import { secretsApp } from "./app.ts";
import { parseOptions, USAGE, type Options } from "./options.ts";

// Longer than clients keep idle connections, so that none is closed just as it is used again.
const KEEP_ALIVE_MS = 75_000;

const options = readOptions();
if (options === "help") process.stdout.write(USAGE);
else if (options !== undefined) listen(options);

function readOptions(): Options | "help" | undefined {
  try {
    return parseOptions(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`fake secrets manager: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

function listen({ port, ...place }: Options): void {
  const server = createAdaptorServer({
    fetch: secretsApp(place).fetch,
    serverOptions: { keepAliveTimeout: KEEP_ALIVE_MS },
  });
  server.on("error", (error) => {
    process.stderr.write(`fake secrets manager: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(port, "127.0.0.1", () => {
    const address = server.address();
    const actual = typeof address === "object" && address !== null ? address.port : port;
    process.stdout.write(`fake secrets manager listening on http://127.0.0.1:${actual}\n`);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
}
