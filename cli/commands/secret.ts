import { apiPath } from "../api-path.ts";
import { confirm } from "../ask.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { parseForm } from "../machine-output.ts";
import { secrets } from "../nouns/secrets.ts";
import { printListing } from "../print-listing.ts";
import { readSecret } from "../read-secret.ts";
import type { Session } from "../session.ts";

interface SecretSet {
  readonly name: string;
  readonly version: string | number;
}

/** `secret set|list|delete`: the secrets that blueprints refer to. Values go in, and never come out. */
export const secret: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} secret set shop STRIPE_KEY`, "asks for the value without showing it"],
    [`${commandName()} secret set shop STRIPE_KEY < key.txt`, "from the standard input; never as an argument"],
    [`${commandName()} secret list shop`, "names only"],
  );
  const setCommand = command.command("set").description("set a value, typed unseen or from the standard input");
  setCommand
    .argument("<PROJECT>", "the project")
    .argument("<NAME>", "the secret")
    .option("--exact", "keep a line feed at the end of the standard input")
    // Whatever else stands there may be the value. commander would print it.
    .allowExcessArguments()
    .allowUnknownOption()
    .action(async (project: string, name: string, options: { readonly exact?: true }) => {
      if (setCommand.args.length > 2)
        throw usageFailure(
          "a value is never an argument: others could read it in the list of processes",
          "type it when asked, or give it on the standard input",
        );
      await set(session, { project, name }, options.exact === true ? "exact" : "trimmed");
    });
  command
    .command("list")
    .description("list the names")
    .argument("[PROJECT]", "the project; needed where there are several")
    .option("-o, --output <FORM>", "table, json, yaml or name", "table")
    .action(async (project: string | undefined, options: { readonly output: string }) => {
      const form = parseForm(options.output, ["table", "json", "yaml", "name"]);
      const listing = await secrets.list(session, { project, isAll: false }, undefined);
      await printListing(session, { noun: secrets, listing, isOne: false }, form);
    });
  command
    .command("delete")
    .description("delete one")
    .argument("<PROJECT>", "the project")
    .argument("<NAME>", "the secret")
    .option("--yes", "do not ask; needed where nobody can be asked")
    .action(async (project: string, name: string, options: { readonly yes?: true }) => {
      const text = `This deletes secret ${name} of project ${project}.`;
      await confirm(session, { text, word: "yes", isSure: options.yes === true });
      await session.request<unknown>({ method: "DELETE", path: apiPath("secrets", project, name) });
      session.terminal.out.line(`secret ${project}/${name} deleted`);
    });
};

async function set(
  session: Session,
  { project, name }: { readonly project: string; readonly name: string },
  form: "exact" | "trimmed",
): Promise<void> {
  const value = await readSecret(session, {
    prompt: `Value of ${project}/${name} (not shown): `,
    isExact: form === "exact",
  });
  const answer = await session.request<SecretSet>({
    method: "PUT",
    path: apiPath("secrets", project, name),
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ value }),
  });
  session.terminal.out.line(`secret ${project}/${answer.name} set, version ${answer.version}`);
}
