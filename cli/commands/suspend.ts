import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { requestOfEnvironment } from "../request-of-environment.ts";
import { withProject } from "../scope-options.ts";

/** `suspend ENVIRONMENT`: nothing is started in it until it is resumed. */
export const suspend: DefineCommand = (command, session) => {
  withExamples(command, [`${commandName()} suspend shop-dev`, "hands off; what runs goes on running"]);
  withProject(command)
    .argument("<ENVIRONMENT>", "the environment")
    .action(async (name: string, options: { readonly project?: string }) => {
      const found = await requestOfEnvironment(session, { name, project: options.project, verb: "suspend" });
      session.terminal.err.line(`go on with: ${commandName()} resume ${found.name}${found.flag}`);
    });
};
