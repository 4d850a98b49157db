import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { requestOfEnvironment } from "../request-of-environment.ts";
import { withProject } from "../scope-options.ts";

/** `resume ENVIRONMENT`: ends a suspension, and a hold. */
export const resume: DefineCommand = (command, session) => {
  withExamples(command, [`${commandName()} resume shop-dev`, "after a suspend, or after a hold whose cause is mended"]);
  withProject(command)
    .argument("<ENVIRONMENT>", "the environment")
    .action(async (name: string, options: { readonly project?: string }) => {
      const found = await requestOfEnvironment(session, { name, project: options.project, verb: "resume" });
      session.terminal.err.line(`watch it: ${commandName()} get environment ${found.name}${found.flag} -w`);
    });
};
