import { createAdaptorServer } from "@hono/node-server";
import { eksApp } from "./app.ts";
import { parseOptions, USAGE } from "./options.ts";
import type { Options } from "./options.ts";
import { defaultSettings, withChange } from "./settings.ts";
import { simulatorOf } from "./simulator.ts";
import { startEks } from "./start-eks.ts";

// Longer than clients keep idle connections, so that none is closed just as it is used again.
const KEEP_ALIVE_MS = 75_000;

const options = readOptions();
if (options === "help") process.stdout.write(USAGE);
else if (options !== undefined) await listen(options);

function readOptions(): Options | "help" | undefined {
  try {
    return parseOptions(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`fake eks: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

async function listen({ port, stateDir, clock: mode, config, ...beginning }: Options): Promise<void> {
  const settings = withChange(defaultSettings(), config ?? {});
  const simulator = simulatorOf(await startEks(stateDir, { ...beginning, mode, settings }));
  const server = createAdaptorServer({
    fetch: eksApp(simulator).fetch,
    serverOptions: { keepAliveTimeout: KEEP_ALIVE_MS },
  });
  server.on("error", (error) => {
    process.stderr.write(`fake eks: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(port, "127.0.0.1", () => {
    const address = server.address();
    const actual = typeof address === "object" && address !== null ? address.port : port;
    process.stdout.write(`fake eks listening on http://127.0.0.1:${actual}\n`);
  });
  // What was answered is on disk already.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
}
