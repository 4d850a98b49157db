import { sendBallot } from "../ballot-command.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { findApproval } from "../find-approval.ts";
import { machineText, parseForm } from "../machine-output.ts";
import { approvals as noun } from "../nouns/approvals.ts";
import { printListing } from "../print-listing.ts";
import { renderApproval } from "../render/approval.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface ListOptions extends ScopeOptions {
  readonly all?: true;
  readonly limit: string;
  readonly output: string;
}

/** `approvals list|get|review`: questions to people. */
export const approvals: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} approvals list`, "what people are asked now"],
    [`${commandName()} approvals list --all -e shop-prod`, "also what is decided"],
    [`${commandName()} approvals get ID`, "what would change, who may decide, who has"],
    [`${commandName()} approvals review ID --reason "it was right"`, "look at what was passed without votes"],
  );
  withProject(command.command("list").description("list those that wait for people, the newest first"))
    .option("-e, --environment <NAME>", "only of that environment")
    .option("--all", "also those that are decided")
    .option("--limit <N>", "how many, 1 to 500", "50")
    .option("-o, --output <FORM>", "table, wide, json, yaml or name", "table")
    .action(async (options: ListOptions) => await list(session, options));
  command
    .command("get")
    .description("say everything about one")
    .argument("<APPROVAL>", "its id, or that of a promotion that waits for one")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(async (given: string, { output }: { readonly output: string }) => await get(session, given, output));
  command
    .command("review")
    .description("record what you think of one that was passed without votes")
    .argument("<APPROVAL>", "its id")
    .option("--reason <TEXT>", "what you found; needed")
    .action(async (given: string, { reason = "" }: { readonly reason?: string }) => {
      if (reason.trim() === "") throw usageFailure("a review says what was found", "add --reason TEXT");
      const approval = await findApproval(session, given);
      await sendBallot(session, approval, { verb: "review", body: { reason }, said: "reviewed" });
    });
};

async function list(session: Session, options: ListOptions): Promise<void> {
  const form = parseForm(options.output, ["table", "wide", "json", "yaml", "name"]);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    throw usageFailure(`"${options.limit}" is no number from 1 to 500`);
  const scope = { ...(await scopeOf(session, options)), limit, isOpen: options.all !== true };
  await printListing(session, { noun, listing: await noun.list(session, scope, undefined), isOne: false }, form);
}

async function get(session: Session, given: string, output: string): Promise<void> {
  const form = parseForm(output, ["table", "json", "yaml"]);
  const approval = await findApproval(session, given);
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") return out.raw(await machineText(approval, form));
  for (const line of renderApproval(approval, { paint: out.paint, nowMs: Date.now() })) out.line(line);
}
