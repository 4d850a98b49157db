import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { describeComponent } from "../describe-component.ts";
import { describeEnvironment } from "../describe-environment.ts";
import { describeOperation } from "../describe-operation.ts";
import { describePromotion } from "../describe-promotion.ts";
import { parseForm } from "../machine-output.ts";
import { type KindAndName, kindAndName } from "../kind-and-name.ts";
import { nounOf } from "../nouns/index.ts";
import { withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface DescribeOptions {
  readonly project?: string;
  readonly environment?: string;
  readonly output: string;
}

/** `describe environment|component|operation|promotion NAME`: everything about one. */
export const describe: DefineCommand = (command, session) => {
  withExamples(
    command,
    [
      `${commandName()} describe environment shop-dev`,
      "phase and why, parts with faults, what runs, what to type next",
    ],
    [`${commandName()} describe component api -e shop-dev`, "one part, with its last log lines"],
    [`${commandName()} describe operation ID`, "one run of work, with its plan"],
    [`${commandName()} describe promotion ID`, "one attempt, with its gates, steps and choices"],
  );
  withProject(command)
    .argument("<KIND>", "environment, component, operation or promotion")
    .argument("[NAME]", "its name; of an operation or promotion its id")
    .option("-e, --environment <NAME>", "the environment of a component")
    .option("-o, --output <FORM>", "table, json or yaml", "table")
    .action(
      async (kind: string, name: string | undefined, options: DescribeOptions) =>
        await run(session, kindAndName(kind, name), options),
    );
};

async function run(session: Session, { kind, name }: KindAndName, options: DescribeOptions): Promise<void> {
  const form = parseForm(options.output, ["table", "json", "yaml"]);
  const { singular, plural } = nounOf(kind);
  if (name === undefined)
    throw usageFailure(`describe which ${singular}?`, `${commandName()} describe ${singular} NAME`);
  const { project, environment } = options;
  if (singular === "environment") return await describeEnvironment(session, { name, project }, form);
  if (singular === "component") return await describeComponent(session, { name, environment, project }, form);
  if (singular === "operation") return await describeOperation(session, name, form);
  if (singular === "promotion") return await describePromotion(session, name, form);
  throw usageFailure(`cannot describe ${plural}`, `${commandName()} get ${singular} ${name} -o yaml shows all of it`);
}
