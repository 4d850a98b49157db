import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { describePromotion } from "../describe-promotion.ts";
import { parseForm } from "../machine-output.ts";
import { promotions as noun } from "../nouns/promotions.ts";
import { printAccepted } from "../print-accepted.ts";
import { printListing } from "../print-listing.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import { jsonCall } from "../send-once.ts";
import type { Session } from "../session.ts";

interface ListOptions extends ScopeOptions {
  readonly release?: string;
  readonly open?: true;
  readonly limit: string;
  readonly output: string;
}

/** `promotions list|get|cancel|revoke`: attempts to bring releases into stages. */
export const promotions: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} promotions list --open`, "what waits and what runs"],
    [`${commandName()} promotions list -e shop-prod`, "what came there, and what became of it"],
    [`${commandName()} promotions cancel ID`, "end one that waits; start nothing more of one that runs"],
    [`${commandName()} promotions revoke ID --reason "prices are wrong"`, "its release goes no further"],
  );
  withProject(command.command("list").description("list them, the newest first"))
    .option("-e, --environment <NAME>", "only into that environment")
    .option("--release <VERSION>", "only of that release")
    .option("--open", "only those that are not over")
    .option("--limit <N>", "how many, 1 to 500", "50")
    .option("-o, --output <FORM>", "table, wide, json, yaml or name", "table")
    .action(async (options: ListOptions) => await list(session, options));
  command
    .command("get")
    .description("say everything about one")
    .argument("<ID>", "the promotion")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(
      async (id: string, options: { readonly output: string }) =>
        await describePromotion(session, id, parseForm(options.output, ["table", "json", "yaml"])),
    );
  command
    .command("cancel")
    .description("end one that waits; of one that runs start nothing more, and put back what ran before")
    .argument("<ID>", "the promotion")
    .action(async (id: string) => {
      const call = { method: "POST", path: apiPath("promotions", id, "cancel") } as const;
      printAccepted(session, await session.request<AcceptedAnswer>(call));
    });
  command
    .command("revoke")
    .description("make a verification not count any more for the stages behind it")
    .argument("<ID>", "the promotion")
    .requiredOption("--reason <TEXT>", "why, for the record")
    .action(async (id: string, { reason }: { readonly reason: string }) => {
      const call = jsonCall("POST", apiPath("promotions", id, "revoke"), { reason });
      printAccepted(session, await session.request<AcceptedAnswer>(call));
    });
};

async function list(session: Session, options: ListOptions): Promise<void> {
  const form = parseForm(options.output, ["table", "wide", "json", "yaml", "name"]);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    throw usageFailure(`"${options.limit}" is no number from 1 to 500`);
  const { release, open } = options;
  const scope = { ...(await scopeOf(session, options)), limit, release, isOpen: open === true };
  const listing = await noun.list(session, scope, undefined);
  await printListing(session, { noun, listing, isOne: false }, form);
}
