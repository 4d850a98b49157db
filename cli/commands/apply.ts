import { randomUUID } from "node:crypto";
import type { AcceptedResult, ApplyAnswer } from "../answers.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { openDisplay } from "../display.ts";
import { joinFiles, readDocumentFiles, type JoinedFiles } from "../document-files.ts";
import { finishWait } from "../finish-wait.ts";
import { follow } from "../follow.ts";
import { followPromotions, waitForPromotions } from "../follow-promotions.ts";
import { judgeOperation } from "../judge.ts";
import { judgeVerified } from "../judge-promotion.ts";
import type { Target } from "../look.ts";
import { machineText, parseForm } from "../machine-output.ts";
import { parseDuration } from "../parse-duration.ts";
import { ProblemFailure } from "../problem-failure.ts";
import { acceptedLines } from "../render/accepted.ts";
import { renderPlan } from "../render/plan.ts";
import { sendOnce } from "../send-once.ts";
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
    .option("--wait", "watch the operations and promotions until they end")
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
  for (const note of answer.notes ?? []) session.terminal.err.line(`note: ${note}`);
  if (answer.dryRun) return;
  const carried = answer.results.filter(({ kind }) => kind === "Environment");
  if (options.wait) await watch(session, carried, timeoutMs);
  else printHowToFollow(session, carried);
}

async function sendApply(session: Session, files: JoinedFiles, options: ApplyOptions): Promise<ApplyAnswer> {
  const call = {
    method: "POST",
    path: "v1/apply",
    query: { dryRun: options.dryRun === true ? "true" : undefined },
    headers: { "content-type": files.mediaType },
    body: files.text,
  } as const;
  try {
    return await sendOnce<ApplyAnswer>(session, call, options.idempotencyKey ?? randomUUID());
  } catch (error) {
    if (!(error instanceof ProblemFailure)) throw error;
    throw error.withErrors((error.problem.errors ?? []).map((problem) => files.locate(problem)));
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

/** Promotions are watched once the operations have ended; the time is one for both. */
async function watch(session: Session, carried: readonly AcceptedResult[], timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const ids = promotionsOf(carried);
  const targets: readonly Target[] = carried
    .filter(({ promotionId }) => promotionId === undefined)
    .map(({ project, name, operationId }) => ({ project, name, operationId }));
  const comeBack = [...targets.map(({ project, name }) => waitCommand(project, name)), ...promotionCommands(ids)];
  if (targets.length > 0) {
    const display = openDisplay(session.terminal.err);
    finishWait(session, await follow(session, { targets, judge: judgeOperation, timeoutMs, comeBack }, display));
  }
  await followPromotions(session, { ids, judge: judgeVerified, timeoutMs: Math.max(0, deadline - Date.now()) });
}

function printHowToFollow(session: Session, carried: readonly AcceptedResult[]): void {
  const { err } = session.terminal;
  const started = carried.filter(({ operationId }) => operationId !== undefined);
  const commands = [
    ...started.map(({ project, name }) => waitCommand(project, name)),
    ...promotionCommands(promotionsOf(carried)),
  ];
  if (commands.length === 0) return;
  err.line("");
  err.line("Follow it:");
  for (const line of commands) err.line(`  ${line}`);
}

const promotionsOf = (carried: readonly AcceptedResult[]): readonly string[] =>
  carried.flatMap(({ promotionId }) => promotionId ?? []);

const promotionCommands = (ids: readonly string[]): readonly string[] =>
  ids.length === 0 ? [] : [waitForPromotions(ids)];

const waitCommand = (project: string, name: string): string =>
  `${commandName()} wait --for=condition=Ready environment/${name} -p ${project}`;
