import type { Command } from "commander";
import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { listNoun, withForm } from "../list-noun.ts";
import { people as noun } from "../nouns/people.ts";
import { printAccepted } from "../print-accepted.ts";
import { jsonCall } from "../send-once.ts";
import type { Session } from "../session.ts";

interface AccountOptions {
  readonly slack?: string;
  readonly oidc?: string;
  readonly subject?: string;
}

/** `people list|create|rename|link|unlink|deactivate|activate`: who is known here. */
export const people: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} people create ada --full-name "Ada Lovelace"`, "she is known, and may do nothing yet"],
    [`${commandName()} people link ada --slack T0123ABC/U0456DEF`, "what she does in Slack is hers"],
    [`${commandName()} people deactivate ada`, "she may do nothing any more, by no door"],
  );
  withForm(command.command("list").description("list them, with their groups and accounts")).action(
    async (options: { readonly output: string }) => await listNoun(session, noun, options),
  );
  command
    .command("create")
    .description("make a person known")
    .argument("<NAME>", "what commands and the record call them: lower-case letters, digits, dashes")
    .option("--full-name <TEXT>", "their name as people write it")
    .option("--email <ADDRESS>", "for mail; it proves nothing")
    .action(async (name: string, options: { readonly fullName?: string; readonly email?: string }) => {
      await send(session, "v1/people", { name, displayName: options.fullName, email: options.email });
    });
  command
    .command("rename")
    .description("call a person something else; what is theirs stays theirs")
    .argument("<NAME>", "the person")
    .argument("<NEW-NAME>", "their new name")
    .action(async (name: string, newName: string) => {
      await send(session, apiPath("people", name, "rename"), { name: newName });
    });
  const summaries = { link: "say that an account elsewhere is theirs", unlink: "say that it is theirs no more" };
  for (const verb of ["link", "unlink"] as const)
    withAccount(command.command(verb).description(summaries[verb])).action(
      async (name: string, options: AccountOptions) => {
        await send(session, apiPath("people", name, verb), accountOf(options));
      },
    );
  const ends = { deactivate: "let them do nothing any more", activate: "let them act again" };
  for (const verb of ["deactivate", "activate"] as const)
    command
      .command(verb)
      .description(ends[verb])
      .argument("<NAME>", "the person")
      .action(async (name: string) => {
        const call = { method: "POST", path: apiPath("people", name, verb) } as const;
        printAccepted(session, await session.request<AcceptedAnswer>(call));
      });
};

const withAccount = (command: Command): Command =>
  command
    .argument("<NAME>", "the person")
    .option("--slack <TEAM/USER>", "ids of the Slack workspace and of the user in it: T0123ABC/U0456DEF")
    .option("--oidc <ISSUER>", "address of an OpenID issuer, with --subject")
    .option("--subject <ID>", "their id at the issuer");

/** @throws CommandFailure with exit code 2 where no account, or several, are named */
function accountOf({ slack, oidc, subject }: AccountOptions) {
  if (slack !== undefined && oidc === undefined && subject === undefined) {
    const [tenant = "", user = "", more] = slack.split("/");
    if (tenant !== "" && user !== "" && more === undefined) return { system: "slack", tenant, subject: user };
    throw usageFailure(`"${slack}" is no Slack account`, "write it as TEAM/USER, by their ids: T0123ABC/U0456DEF");
  }
  if (oidc !== undefined && subject !== undefined && slack === undefined)
    return { system: "oidc", tenant: oidc, subject };
  throw usageFailure("which account?", "--slack TEAM/USER, or --oidc ISSUER --subject ID");
}

async function send(session: Session, path: string, body: unknown): Promise<void> {
  printAccepted(session, await session.request<AcceptedAnswer>(jsonCall("POST", path, body)));
}
