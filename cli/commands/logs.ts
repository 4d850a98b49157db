import { setTimeout as sleep } from "node:timers/promises";
import { apiPath } from "../api-path.ts";
import { CommandFailure, usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { type EnvironmentName, requireEnvironment } from "../find-environment.ts";
import { NoAnswer } from "../no-answer.ts";
import { withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface LogsOptions {
  readonly project?: string;
  readonly tail: string;
  readonly follow?: true;
}

const PAUSE_MS = 1_000;

/** `logs ENVIRONMENT COMPONENT`: prints what a component wrote, and with `-f` what it writes. */
export const logs: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} logs shop-dev api`, "the last 100 lines"],
    [`${commandName()} logs -f --tail 10 shop-dev api`, "and every new one, until Ctrl-C"],
  );
  withProject(command)
    .argument("<ENVIRONMENT>", "the environment")
    .argument("<COMPONENT>", "the component")
    .option("-f, --follow", "go on until Ctrl-C")
    .option("--tail <N>", "lines to start with, at most 10000", "100")
    .action(async (name: string, component: string, options: LogsOptions) => {
      if (!/^\d{1,5}$/.test(options.tail)) throw usageFailure(`"${options.tail}" is no number of lines`);
      const environment = await requireEnvironment(session, name, options.project);
      if (options.follow) await followLog(session, { environment, component, tail: options.tail });
      else await printLog(session, { environment, component, tail: options.tail });
    });
};

interface Log {
  readonly environment: EnvironmentName;
  readonly component: string;
  readonly tail: string;
  readonly follow?: "true";
}

async function printLog(session: Session, { environment, component, tail, follow }: Log): Promise<void> {
  const path = `${apiPath("environments", environment.project, environment.name, "components", component)}/logs`;
  const answer = await session.stream({ path, query: { tail, follow }, headers: { accept: "text/plain" } });
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) session.terminal.out.raw(chunk);
  } catch (error) {
    session.signal.throwIfAborted();
    throw new CutOff(error);
  }
}

/** Prints until the server ends the log; a connection that breaks, or a server that restarts, is waited for. */
async function followLog(session: Session, log: Log): Promise<void> {
  let tail = log.tail;
  let isCutOff = false;
  for (;;) {
    try {
      return await printLog(session, { ...log, tail, follow: "true" });
    } catch (error) {
      if (!(error instanceof CutOff) && !(isCutOff && error instanceof NoAnswer)) throw error;
      if (error instanceof CutOff)
        session.terminal.err.line("the connection broke; it is made anew, lines in between may be missing");
      isCutOff = true;
      tail = "0";
      await sleep(PAUSE_MS, undefined, { signal: session.signal });
    }
  }
}

/** The log broke off in the middle. */
class CutOff extends CommandFailure {
  constructor(cause: unknown) {
    super("the connection broke before the log ended", { cause });
  }
}
