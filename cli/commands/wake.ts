import type { AcceptedAnswer } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { requireEnvironment } from "../find-environment.ts";
import { parseUntil } from "../parse-duration.ts";
import { printAccepted } from "../print-accepted.ts";
import { withProject } from "../scope-options.ts";
import { jsonCall } from "../send-once.ts";

interface WakeOptions {
  readonly project?: string;
  readonly until?: string;
}

/** `wake ENVIRONMENT`: keeps it awake for a while, and wakes it where it sleeps. */
export const wake: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} wake shop-dev`, "awake for 4 hours, then as its calendar says"],
    [`${commandName()} wake shop-dev --until 2026-12-24T22:00:00Z`, "awake until then"],
  );
  withProject(command)
    .argument("<ENVIRONMENT>", "the environment")
    .option("--until <TIME>", "2026-12-24T22:00:00Z, or 8h from now (default: 4h)")
    .action(async (name: string, options: WakeOptions) => {
      const found = await requireEnvironment(session, name, options.project);
      const until = options.until === undefined ? undefined : parseUntil(options.until, Date.now());
      const path = apiPath("environments", found.project, found.name, "wake");
      printAccepted(session, await session.request<AcceptedAnswer>(jsonCall("POST", path, { until })));
      session.terminal.err.line(`watch it: ${commandName()} get environment ${found.name}${found.flag} -w`);
    });
};
