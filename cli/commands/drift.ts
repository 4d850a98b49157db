import type { Command } from "commander";
import { answerFinding } from "../answer-finding.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { checkDrift, type CheckOptions } from "../check-drift.ts";
import { explainDrift } from "../explain-drift.ts";
import { listFindings, type ListFindingsOptions } from "../list-findings.ts";
import { sweeps as sweepNoun } from "../nouns/sweeps.ts";
import { followFinding } from "../follow-finding.ts";
import { listNoun, withForm } from "../list-noun.ts";
import { limitOf } from "../limit-of.ts";
import { parseUntil } from "../parse-duration.ts";
import { withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";
import { showFinding } from "../show-finding.ts";
import { type WaitOptions, waitMsOf, withWait } from "../wait-options.ts";

interface AnswerOptions {
  readonly reason?: string;
  readonly until?: string;
  readonly seen?: string;
}

/** `drift list|show|explain|check|revert|adopt|snooze|accept|sweeps`: what differs from what is wanted, and what becomes of it. */
export const drift: DefineCommand = (command, session) => {
  const name = `${commandName()} drift`;
  withExamples(
    command,
    [name, "what differs now"],
    [`${name} show ID`, "the difference, who made it, which rule decides, what happens next"],
    [`${name} explain shop/shop-prod/web`, "what would become of a difference there"],
    [`${name} check -l team=shop`, "look now, and wait for what it finds"],
    [`${name} revert ID --wait`, "put it back"],
    [`${name} adopt ID`, "make it what is wanted"],
    [`${name} snooze ID --until 7d --reason "the migration runs"`, "leave it for a week"],
    [`${name} accept ID --reason "it is fine"`, "leave it for good"],
    [`${name} --csv --status all`, "every finding, for a report"],
  );
  defineLists(command, session);
  command
    .command("show")
    .description("say everything about one")
    .argument("<FINDING>", "its id")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .option("--json", "as -o json")
    .action(async (id: string, options: FormOptions) => await showFinding(session, id, formOf(options)));
  withProject(command.command("explain").description("say what becomes of differences in an environment, and when"))
    .argument("<PLACE>", "PROJECT/ENVIRONMENT, PROJECT/ENVIRONMENT/COMPONENT, or ENVIRONMENT")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .option("--json", "as -o json")
    .action(
      async (place: string, options: FormOptions & { readonly project?: string }) =>
        await explainDrift(session, { place, project: options.project }, formOf(options)),
    );
  withProject(command.command("check").description("look now, and wait for what it finds"), "only of that project")
    .option("-e, --environment <NAME>", "only that environment")
    .option("-l, --selector <LABELS>", "only environments with these labels: team=shop,tier!=demo")
    .option("--timeout <DURATION>", "how long to wait; what looks then goes on", "10m")
    .option("--no-wait", "do not wait")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .option("--json", "as -o json")
    .addHelpText("after", CHECK_ENDS)
    .action(
      async (options: Omit<CheckOptions, "output"> & FormOptions) =>
        await checkDrift(session, { ...options, output: formOf(options) }),
    );
  defineAnswers(command, session);
};

const CHECK_ENDS = `
Ends with 0 when it could look, whether something differs or not. Environments at work are left out, and looked at by the
next sweep. Ends with 1 when something could not be looked at, or the environment of -e is suspended, asleep or at work; with
124 when the time is over.`;

interface FormOptions {
  readonly output: string;
  readonly json?: true;
}

const formOf = ({ output, json }: FormOptions): string => (json === true ? "json" : output);

function defineLists(command: Command, session: Session): void {
  withProject(
    withForm(command.command("list", { isDefault: true }).description("list what differs, the newest first")),
    "only of that project",
  )
    .option("-A, --all-projects", "of every project, also where the context names one")
    .option("-e, --environment <NAME>", "only of that environment")
    .option("-c, --component <NAME>", "only of components of that name")
    .option(
      "--status <STATUS>",
      "only those that stand so, several with commas: open, proposed, due, reverting, held, snoozed, resolved, accepted, adopted, outdated; all (default: those that have not ended)",
    )
    .option("--limit <N>", "how many, 1 to 500 (default: 50 in a table, else every one)")
    .option("--json", "as -o json")
    .option("--csv", "every one as CSV, a line for each field, for spreadsheets")
    .action(
      async (options: ListFindingsOptions & FormOptions) =>
        await listFindings(session, { ...options, output: formOf(options) }),
    );
  withForm(command.command("sweeps").description("list looks at everything in a place, the newest first"))
    .option("--cell <NAME>", "only of that cell")
    .option("--limit <N>", "how many, 1 to 500", "20")
    .option("--json", "as -o json")
    .action(
      async ({ cell, limit, ...options }: FormOptions & { readonly cell?: string; readonly limit: string }) =>
        await listNoun(session, sweepNoun, { cell, limit: limitOf(limit), output: formOf(options) }),
    );
}

/** Options of every answer. A difference that is another one meanwhile is not answered. */
function answer(command: Command, verb: string, description: string): Command {
  return command
    .command(verb)
    .description(description)
    .argument("<FINDING>", "its id")
    .option("--reason <TEXT>", "why, for the record")
    .option("--seen <DIGEST>", "only while it differs as you saw it; show prints the digest");
}

function defineAnswers(command: Command, session: Session): void {
  withWait(answer(command, "revert", "put it back now"), "wait until it is put back").action(
    async (id: string, { reason, seen, ...options }: AnswerOptions & WaitOptions) => {
      const waitMs = waitMsOf(options);
      const finding = await answerFinding(session, { id, seen }, { do: "revert", reason });
      if (waitMs !== undefined) await followFinding(session, finding, waitMs);
    },
  );
  answer(command, "adopt", "make what is there what is wanted, through the gates of its stage").action(
    async (id: string, { reason, seen }: AnswerOptions) => {
      await answerFinding(session, { id, seen }, { do: "adopt", reason });
    },
  );
  answer(command, "snooze", "leave it until a time; then it is decided about again")
    .option("--until <TIME>", "2026-12-24T08:00:00Z, or 7d from now; within 90 days")
    .action(async (id: string, { reason, seen, until }: AnswerOptions) => {
      if (until === undefined) throw usageFailure("snooze it until when?", "add --until 7d");
      const body = { do: "snooze", reason: required("a snooze", reason), until: parseUntil(until, Date.now()) };
      await answerFinding(session, { id, seen }, body);
    });
  answer(command, "accept", "leave this very difference for good; another one is a finding again").action(
    async (id: string, { reason, seen }: AnswerOptions) => {
      await answerFinding(session, { id, seen }, { do: "accept", reason: required("an acceptance", reason) });
    },
  );
}

/** @throws CommandFailure with exit code 2 */
function required(what: string, reason: string | undefined): string {
  if (reason !== undefined && reason.trim() !== "") return reason;
  throw usageFailure(`${what} needs a reason`, "add --reason TEXT; whoever looks at it next reads it");
}
