import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { listNoun, withForm } from "../list-noun.ts";
import { roles as noun } from "../nouns/rights.ts";
import { printAccepted } from "../print-accepted.ts";
import { jsonCall } from "../send-once.ts";
import type { Session } from "../session.ts";

interface BindOptions {
  readonly person?: string;
  readonly group?: string;
  readonly service?: string;
  readonly project?: string;
  readonly allProjects?: true;
  readonly class?: string;
  readonly environment?: string;
}

/** `roles list|bind|unbind`: who may do what, and where. */
export const roles: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} roles bind developer --person ada -p shop`, "she may apply and promote in one project"],
    [`${commandName()} roles bind approver --group releasers -p shop --class prod`, "they may vote, for prod only"],
    [`${commandName()} roles bind viewer --group everyone -A`, "they may look at every project"],
    [`${commandName()} roles list -p shop`, "who has which role there"],
  );
  withForm(command.command("list").description("list who has which role where"))
    .option("-p, --project <NAME>", "only those of one project")
    .action(
      async (options: { readonly project?: string; readonly output: string }) => await listNoun(session, noun, options),
    );
  command
    .command("bind")
    .description("give somebody a role")
    .argument("<ROLE>", "viewer, developer, approver, operator or admin")
    .option("--person <NAME>", "who gets it")
    .option("--group <NAME>", "a group, each of whose members gets it")
    .option("--service <NAME>", "a service account")
    .option("-p, --project <NAME>", "where it holds")
    .option("-A, --all-projects", "it holds in every project")
    .option("--class <CLASS>", "only in environments of this class: dev, staging or prod")
    .option("-e, --environment <NAME>", "only in this environment of the project")
    .action(async (role: string, options: BindOptions) => await bind(session, role, options));
  command
    .command("unbind")
    .description("take a role back")
    .argument("<ID>", "the binding, as the list says it")
    .action(async (id: string) => {
      const call = { method: "DELETE", path: apiPath("role-bindings", id) } as const;
      printAccepted(session, await session.request<AcceptedAnswer>(call));
    });
};

async function bind(session: Session, role: string, options: BindOptions): Promise<void> {
  const { allProjects, person, group, service, project, environment } = options;
  const holders = [person, group, service].filter((one) => one !== undefined);
  if (holders.length !== 1) throw usageFailure("who gets the role?", "one of --person, --group and --service");
  // Never from the context: too much would be given where somebody forgot which one is in use.
  if ((project === undefined) === (allProjects !== true))
    throw usageFailure("where does it hold?", "-p PROJECT, or -A for every project");
  const body = { role, person, group, service, project, class: options.class, environment };
  printAccepted(session, await session.request<AcceptedAnswer>(jsonCall("POST", "v1/role-bindings", body)));
}
