import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { confirm } from "../ask.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { listNoun, withForm } from "../list-noun.ts";
import { groups as noun } from "../nouns/people.ts";
import { printAccepted } from "../print-accepted.ts";
import { jsonCall } from "../send-once.ts";

/** `groups list|create|delete|add|remove`: persons under one name, for roles and approvals. */
export const groups: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} groups create releasers --description "may approve releases"`, "a group without members"],
    [`${commandName()} groups add releasers ada`, "she has the group's roles, and is asked with it"],
  );
  const print = (answer: AcceptedAnswer) => printAccepted(session, answer);
  withForm(command.command("list").description("list them with their members")).action(
    async (options: { readonly output: string }) => await listNoun(session, noun, options),
  );
  command
    .command("create")
    .description("make one")
    .argument("<NAME>", "lower-case letters, digits, dashes")
    .option("--description <TEXT>", "what it is for")
    .action(async (name: string, { description }: { readonly description?: string }) =>
      print(await session.request(jsonCall("POST", "v1/groups", { name, description }))),
    );
  command
    .command("delete")
    .description("delete one, its memberships and its roles")
    .argument("<NAME>", "the group")
    .option("--yes", "do not ask; needed where nobody can be asked")
    .action(async (name: string, { yes }: { readonly yes?: true }) => {
      const text = `This deletes group ${name}; its members lose the roles that it has.`;
      await confirm(session, { text, word: "yes", isSure: yes === true });
      print(await session.request({ method: "DELETE", path: apiPath("groups", name) }));
    });
  command
    .command("add")
    .description("add a person")
    .argument("<GROUP>", "the group")
    .argument("<PERSON>", "their name")
    .action(async (group: string, person: string) =>
      print(await session.request(jsonCall("POST", apiPath("groups", group, "members"), { person }))),
    );
  command
    .command("remove")
    .description("remove a person")
    .argument("<GROUP>", "the group")
    .argument("<PERSON>", "their name")
    .action(async (group: string, person: string) =>
      print(await session.request({ method: "DELETE", path: apiPath("groups", group, "members", person) })),
    );
};
