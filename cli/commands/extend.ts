import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { requireEnvironment } from "../find-environment.ts";
import { parseUntil } from "../parse-duration.ts";
import { printAccepted } from "../print-accepted.ts";
import { withProject } from "../scope-options.ts";
import { jsonCall } from "../send-once.ts";

interface ExtendOptions {
  readonly project?: string;
  readonly until: string;
}

/** `extend ENVIRONMENT`: it is deleted later than its time to live says. */
export const extend: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} extend shop-pr-12 --until 3d`, "it is deleted in three days instead"],
    [`${commandName()} extend shop-pr-12 --until 2026-12-24T18:00:00Z`, "or then"],
  );
  withProject(command)
    .argument("<ENVIRONMENT>", "the environment")
    .requiredOption("--until <TIME>", "2026-12-24T18:00:00Z, or 3d from now")
    .action(async (name: string, options: ExtendOptions) => {
      const until = parseUntil(options.until, Date.now());
      const found = await requireEnvironment(session, name, options.project);
      const path = apiPath("environments", found.project, found.name, "extend");
      printAccepted(session, await session.request<AcceptedAnswer>(jsonCall("POST", path, { until })));
    });
};
