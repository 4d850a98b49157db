import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { confirm } from "../ask.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { describeOperation } from "../describe-operation.ts";
import { parseForm } from "../machine-output.ts";
import { operations as noun } from "../nouns/operations.ts";
import { printAccepted } from "../print-accepted.ts";
import { printListing } from "../print-listing.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface ListOptions extends ScopeOptions {
  readonly limit: string;
  readonly output: string;
}

/** `operations list|get|cancel|abandon`: runs of work on environments. */
export const operations: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} operations list -e shop-dev`, "what ran there, and what runs"],
    [`${commandName()} operations cancel ID`, "start nothing more of it"],
  );
  withProject(command.command("list").description("list them, the newest first"))
    .option("-e, --environment <NAME>", "only of that environment")
    .option("--limit <N>", "how many, 1 to 500", "50")
    .option("-o, --output <FORM>", "table, wide, json, yaml or name", "table")
    .action(async (options: ListOptions) => await list(session, options));
  command
    .command("get")
    .description("say everything about one")
    .argument("<ID>", "the operation")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(
      async (id: string, options: { readonly output: string }) =>
        await describeOperation(session, id, parseForm(options.output, ["table", "json", "yaml"])),
    );
  command
    .command("cancel")
    .description("let what is in flight end, start nothing more")
    .argument("<ID>", "the operation")
    .action(async (id: string) => {
      const answer = await session.request<AcceptedAnswer | undefined>({
        method: "POST",
        path: apiPath("operations", id, "cancel"),
      });
      printAccepted(session, answer);
    });
  command
    .command("abandon")
    .description("give up one whose worker does nothing any more; holds its environment")
    .argument("<ID>", "the operation")
    .requiredOption("--reason <TEXT>", "why, for the record")
    .option("--yes", "do not ask; needed where nobody can be asked")
    .action(
      async (id: string, options: { readonly reason: string; readonly yes?: true }) =>
        await abandon(session, id, options),
    );
};

async function list(session: Session, options: ListOptions): Promise<void> {
  const form = parseForm(options.output, ["table", "wide", "json", "yaml", "name"]);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    throw usageFailure(`"${options.limit}" is no number from 1 to 500`);
  const listing = await noun.list(session, { ...(await scopeOf(session, options)), limit }, undefined);
  await printListing(session, { noun, listing, isOne: false }, form);
}

async function abandon(
  session: Session,
  id: string,
  { reason, yes }: { readonly reason: string; readonly yes?: true },
): Promise<void> {
  const text = `This gives up operation ${id}; its environment is held until a person decides.`;
  await confirm(session, { text, word: "yes", isSure: yes === true });
  const answer = await session.request<AcceptedAnswer | undefined>({
    method: "POST",
    path: apiPath("operations", id, "abandon"),
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ reason }),
  });
  printAccepted(session, answer);
}
