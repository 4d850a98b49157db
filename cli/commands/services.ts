import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { listNoun, withForm } from "../list-noun.ts";
import { services as noun } from "../nouns/people.ts";
import { printAccepted } from "../print-accepted.ts";
import { jsonCall } from "../send-once.ts";

/** `services list|create|deactivate|activate`: accounts of machines. They never vote. */
export const services: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} services create builder --description "the build pipeline"`, "it may do nothing yet"],
    [`${commandName()} roles bind developer --service builder -p shop`, "it may push, apply and promote there"],
    [`${commandName()} auth token create --service builder`, "what it sends as HOLDFAST_TOKEN"],
  );
  const print = (answer: AcceptedAnswer) => printAccepted(session, answer);
  withForm(command.command("list").description("list them")).action(
    async (options: { readonly output: string }) => await listNoun(session, noun, options),
  );
  command
    .command("create")
    .description("make one")
    .argument("<NAME>", "lower-case letters, digits, dashes")
    .option("--description <TEXT>", "what it is for")
    .action(async (name: string, { description }: { readonly description?: string }) =>
      print(await session.request(jsonCall("POST", "v1/services", { name, description }))),
    );
  const summaries = { deactivate: "let it do nothing any more", activate: "let it act again" };
  for (const verb of ["deactivate", "activate"] as const)
    command
      .command(verb)
      .description(summaries[verb])
      .argument("<NAME>", "the service")
      .action(async (name: string) =>
        print(await session.request({ method: "POST", path: apiPath("services", name, verb) })),
      );
};
