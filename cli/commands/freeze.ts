import type { AcceptedAnswer, ApplyAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { requireEnvironment } from "../find-environment.ts";
import { parseForm } from "../machine-output.ts";
import { freezeWindows } from "../nouns/freeze-windows.ts";
import { ownerOfFreeze } from "../owner-of-freeze.ts";
import { parseDuration } from "../parse-duration.ts";
import { printAccepted } from "../print-accepted.ts";
import { printListing } from "../print-listing.ts";
import { ProblemFailure } from "../problem-failure.ts";
import { instantWord } from "../render/time-words.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import { jsonCall } from "../send-once.ts";
import type { Session } from "../session.ts";

interface StartOptions {
  readonly project?: string;
  readonly environment?: string;
  readonly class?: string;
  readonly reason: string;
  readonly from?: string;
  readonly until?: string;
  readonly timeZone?: string;
}

/** `freeze start|list|lift`: spans in which promotions wait. Repairs and restores go on. */
export const freeze: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} freeze start --reason "orders are lost"`, "stop the line: every stage of every project, now"],
    [
      `${commandName()} freeze start year-end --class prod --from 2026-12-19T18:00 --until 2027-01-04T08:00 --reason "year end"`,
      "plan one",
    ],
    [`${commandName()} freeze lift stop-the-line`, "what waited goes on, a few at once"],
  );
  const start = command.command("start").description("let promotions wait, from now or from a time on");
  withProject(start, "only that project's; by default every project's")
    .argument("[NAME]", "what it is called; with the same name it is changed", "stop-the-line")
    .requiredOption("--reason <TEXT>", "why; shown to who waits")
    .option("-e, --environment <NAME>", "only that environment")
    .option("--class <CLASS>", "only environments of a class: dev, staging or prod")
    .option("--from <TIME>", "2026-12-19T18:00, or with Z or an offset; by default now")
    .option("--until <TIME>", "first instant after it, or 4h from now; by default until it is lifted")
    .option("--time-zone <ZONE>", "of times without an offset, as Europe/Berlin (default: UTC)")
    .action(async (name: string, options: StartOptions) => await begin(session, name, options));
  withProject(command.command("list").description("list them"))
    .option("-A, --all-projects", "of every project, also where the context names one")
    .option("-o, --output <FORM>", "table, wide, json, yaml or name", "table")
    .action(async (options: ScopeOptions & { readonly output: string }) => await list(session, options));
  withProject(command.command("lift").description("end one now"))
    .argument("<NAME>", "the freeze window")
    .action(async (name: string, options: { readonly project?: string }) => await lift(session, name, options.project));
};

async function begin(session: Session, name: string, options: StartOptions): Promise<void> {
  const { reason, class: ofClass, environment, timeZone } = options;
  // A context's project narrows nothing here: who stops the line means all of it, and says so where it is less.
  const found = environment === undefined ? undefined : await requireEnvironment(session, environment, options.project);
  const project = found?.project ?? options.project;
  const to = options.until === undefined ? undefined : untilWord(options.until);
  const document = {
    apiVersion: "holdfast.dev/v1",
    kind: "FreezeWindow",
    metadata: { project, name },
    spec: { reason, scope: { class: ofClass, environment: found?.name }, timeZone, from: options.from, to },
  };
  printAccepted(session, await applyOne(session, document));
  session.terminal.err.line(
    `lift it: ${commandName()} freeze lift ${name}${project === undefined ? "" : ` -p ${project}`}`,
  );
}

/** A wall-clock time is the server's to read, in the window's time zone. */
function untilWord(text: string): string {
  return /^\d{4}-/.test(text) ? text : instantWord(Date.now() + parseDuration(text));
}

async function applyOne(session: Session, document: object): Promise<AcceptedAnswer> {
  try {
    return await session.request<ApplyAnswer>(jsonCall("POST", "v1/apply", document));
  } catch (error) {
    if (!(error instanceof ProblemFailure)) throw error;
    // Nobody wrote the document, so its lines say nothing.
    const errors = error.problem.errors ?? [];
    throw error.withErrors(
      errors.map(({ code, message, pointer, document: index }) => ({ code, message, pointer, document: index })),
    );
  }
}

async function list(session: Session, options: ScopeOptions & { readonly output: string }): Promise<void> {
  const form = parseForm(options.output, ["table", "wide", "json", "yaml", "name"]);
  const listing = await freezeWindows.list(session, await scopeOf(session, options), undefined);
  await printListing(session, { noun: freezeWindows, listing, isOne: false }, form);
}

async function lift(session: Session, name: string, wished: string | undefined): Promise<void> {
  const path = apiPath("freeze-windows", name);
  const project = await ownerOfFreeze(session, name, wished);
  const answer = await session.request<AcceptedAnswer>({ method: "DELETE", path, query: { project } });
  printAccepted(session, answer);
}
