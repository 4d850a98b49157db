import { randomUUID } from "node:crypto";
import type { AcceptedResult, ApplyAnswer } from "../answers.ts";
import { CommandFailure, usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { openDisplay } from "../display.ts";
import { joinFiles, readDocumentFiles, type JoinedFiles } from "../document-files.ts";
import { finishWait } from "../finish-wait.ts";
import { follow } from "../follow.ts";
import { judgeOperation } from "../judge.ts";
import type { Target } from "../look.ts";
import { machineText, parseForm } from "../machine-output.ts";
import { NoAnswer } from "../no-answer.ts";
import { parseDuration } from "../parse-duration.ts";
import { ProblemFailure } from "../problem-failure.ts";
import { acceptedLines } from "../render/accepted.ts";
import { renderPlan } from "../render/plan.ts";
import type { Session } from "../session.ts";

interface ApplyOptions {
  readonly file: readonly string[];
  readonly dryRun?: true;
  readonly wait?: true;
  readonly timeout: string;
  readonly idempotencyKey?: string;
  readonly output: string;
}

/** `apply -f FILE…`: sends documents, prints the plan, what was accepted, and how to follow it. */
export const apply: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} apply -f shop.yaml --dry-run`, "what would happen"],
    [`${commandName()} apply -f shop.yaml -f prod.yaml --wait`, "do it, and watch it come up"],
    [`cat shop.yaml | ${commandName()} apply -f -`, "from the standard input"],
  )
    .requiredOption("-f, --file <FILE...>", "files or directories with YAML or JSON documents; - is the standard input")
    .option("--dry-run", "check and plan; store and start nothing")
    .option("--wait", "watch the operations until they end")
    .option("--timeout <DURATION>", "how long --wait waits; 0 looks once", "30m")
    .option(
      "--idempotency-key <KEY>",
      "repeating a request with the same key gets its first answer; made up by default",
    )
    .option("-o, --output <FORM>", "table or json", "table")
    .action(async (options: ApplyOptions) => await run(session, options));
};

async function run(session: Session, options: ApplyOptions): Promise<void> {
  const form = parseForm(options.output, ["table", "json"]);
  const timeoutMs = parseDuration(options.timeout);
  if (options.file.filter((name) => name === "-").length > 1)
    throw usageFailure("the standard input can be read only once");
  const files = joinFiles(await readDocumentFiles(session, options.file));
  const answer = await sendApply(session, files, options);
  if (form === "json") session.terminal.out.raw(await machineText(answer, "json"));
  else printAnswer(session, answer);
  if (answer.dryRun) return;
  const environments = answer.results.filter(({ kind }) => kind === "Environment");
  if (options.wait) await watch(session, environments, timeoutMs);
  else printHowToFollow(session, environments);
}

async function sendApply(session: Session, files: JoinedFiles, options: ApplyOptions): Promise<ApplyAnswer> {
  const key = options.idempotencyKey ?? randomUUID();
  try {
    return await session.request<ApplyAnswer>({
      method: "POST",
      path: "v1/apply",
      query: { dryRun: options.dryRun === true ? "true" : undefined },
      headers: { "content-type": files.mediaType, "idempotency-key": key },
      body: files.text,
    });
  } catch (error) {
    if (error instanceof ProblemFailure)
      throw error.withErrors((error.problem.errors ?? []).map((problem) => files.locate(problem)));
    if (!(error instanceof NoAnswer) || error.neverArrived) throw error;
    const hint = `nobody knows whether it was accepted; repeating it with --idempotency-key ${key} counts once`;
    throw new CommandFailure(error.message, { hints: [hint], cause: error });
  }
}

function printAnswer(session: Session, answer: ApplyAnswer): void {
  const { out, err } = session.terminal;
  const screen = { width: out.width(), paint: out.paint };
  for (const planned of answer.plans) {
    for (const line of renderPlan(planned, screen)) out.line(line);
    out.line("");
  }
  if (answer.isReplay) err.line("this answer was recorded earlier, for the same idempotency key");
  for (const line of acceptedLines(answer.results, { ...screen, isDryRun: answer.dryRun })) out.line(line);
  if (answer.dryRun) err.line("dry run: nothing was stored, nothing was started");
}

async function watch(session: Session, environments: readonly AcceptedResult[], timeoutMs: number): Promise<void> {
  if (environments.length === 0) return;
  const targets: readonly Target[] = environments.map(({ project, name, operationId }) => ({
    project,
    name,
    operationId,
  }));
  const comeBack = targets.map(({ project, name }) => waitCommand(project, name));
  const followed = await follow(
    session,
    { targets, judge: judgeOperation, timeoutMs, comeBack },
    openDisplay(session.terminal.err),
  );
  finishWait(session, followed);
}

function printHowToFollow(session: Session, environments: readonly AcceptedResult[]): void {
  const { err } = session.terminal;
  const started = environments.filter(({ operationId }) => operationId !== undefined);
  if (started.length === 0) return;
  err.line("");
  err.line("Follow it:");
  for (const { project, name } of started) err.line(`  ${waitCommand(project, name)}`);
}

const waitCommand = (project: string, name: string): string =>
  `${commandName()} wait --for=condition=Ready environment/${name} -p ${project}`;
