import { DefaultLogger, Runtime, type Logger } from "@temporalio/worker";

let isInstalled = false;

/** Gives this process's workers a logger, the first time it is called; a process has one runtime for its whole life. */
export function installRuntime(logger: Logger): void {
  if (isInstalled) return;
  isInstalled = true;
  Runtime.install({
    logger,
    telemetryOptions: { logging: { filter: { core: "ERROR", other: "ERROR" }, forward: {} } },
    shutdownSignals: [],
  });
}

/** Tells of errors only: what tests make happen on purpose, as fenced writes and dying workers, is warned of in plenty. */
export function quietLogger(): Logger {
  return new DefaultLogger("ERROR");
}
