import { CommandFailure, Interrupted } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import type { Connection } from "./connection.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { NoAnswer } from "./no-answer.ts";
import { ProblemFailure } from "./problem-failure.ts";
import { renderProblem } from "./render/problem.ts";
import type { Session } from "./session.ts";
import type { Screen } from "./terminal.ts";

/** The one place where a failure becomes lines for people and an exit code. */
export async function reportFailure(error: unknown, session: Session): Promise<ExitCode> {
  const { err } = session.terminal;
  if (error instanceof Interrupted || session.signal.aborted) return reportInterrupt(error, err);
  if (error instanceof ProblemFailure) return reportProblem(error, session);
  if (error instanceof NoAnswer) return await reportNoAnswer(error, session);
  if (error instanceof CommandFailure) return say(err, error);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(err, new CommandFailure("this is a fault of the CLI itself; please report it with what follows"));
  err.line(stack);
  return EXIT.error;
}

function say(err: Screen, failure: CommandFailure): ExitCode {
  err.line(`${err.paint("red", "error:")} ${failure.message}`);
  for (const hint of failure.hints) err.line(`${err.paint("dim", "hint:")} ${hint}`);
  return failure.exitCode;
}

function reportInterrupt(error: unknown, err: Screen): ExitCode {
  for (const line of error instanceof Interrupted ? error.lines : []) err.line(line);
  return EXIT.interrupted;
}

async function reportProblem({ problem, retryAfterS }: ProblemFailure, session: Session): Promise<ExitCode> {
  const { err } = session.terminal;
  for (const line of renderProblem(problem, { paint: err.paint, retryAfterS })) err.line(line);
  if (problem.status === 401) {
    const connection = await session.connection();
    err.line(`${err.paint("dim", "hint:")} ${tokenWords(connection)}; the server is ${connection.url.origin}`);
  }
  return exitCodeOf(problem.status);
}

function tokenWords({ tokenFrom }: Connection): string {
  return tokenFrom === undefined ? "no token was found" : `the token was taken from ${tokenFrom}`;
}

function exitCodeOf(status: number): ExitCode {
  if (status === 404) return EXIT.notFound;
  return status === 401 || status === 403 ? EXIT.denied : EXIT.error;
}

async function reportNoAnswer(error: NoAnswer, session: Session): Promise<ExitCode> {
  const connection = await session.connection();
  const hints = [`the address comes from ${connection.urlFrom}`, nextStep(error)];
  return say(session.terminal.err, new CommandFailure(error.message, { hints }));
}

function nextStep({ neverArrived, onlyReads }: NoAnswer): string {
  if (neverArrived) return `start the server where it belongs (npm start), or look closer: ${commandName()} doctor`;
  return onlyReads
    ? `look closer: ${commandName()} doctor`
    : "nobody knows whether it was accepted: look, then repeat it";
}
