import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { deleteEnvironment } from "../delete-environment.ts";
import { deleteUnused, isUnusedKind, UNUSED_KINDS } from "../delete-unused.ts";
import { type KindAndName, kindAndName } from "../kind-and-name.ts";
import { nounOf } from "../nouns/index.ts";
import { parseDuration } from "../parse-duration.ts";
import { withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface DeleteOptions {
  readonly project?: string;
  readonly keep?: true;
  readonly yes?: true;
  readonly wait?: true;
  readonly timeout: string;
}

/** `delete KIND NAME`: asks, deletes, says how to follow. */
export const deleteCommand: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} delete environment scratch --wait`, "its components in reverse order; snapshots stay"],
    [`${commandName()} delete environment scratch --keep`, "forget it, and leave everything running"],
    [`${commandName()} delete blueprint shop@1.0.0 --yes`, "a version that nothing uses"],
    [`${commandName()} delete snapshot ID --yes`, "the data that an environment left"],
    [`${commandName()} delete pipeline shop --yes`, "its environments are no stages any more"],
  );
  withProject(command)
    .argument("<KIND>", `environment, ${UNUSED_KINDS.join(", ")}`)
    .argument("[NAME]", "its name; blueprint NAME@VERSION, release VERSION, snapshot ID")
    .option("--keep", "stop managing it and leave its components as they are")
    .option("--yes", "do not ask; needed where nobody can be asked")
    .option("--wait", "watch until it is gone")
    .option("--timeout <DURATION>", "how long --wait waits", "30m")
    .action(
      async (kind: string, name: string | undefined, options: DeleteOptions) =>
        await run(session, kindAndName(kind, name), options),
    );
};

async function run(session: Session, { kind, name }: KindAndName, options: DeleteOptions): Promise<void> {
  const { singular } = nounOf(kind);
  if (name === undefined) throw usageFailure(`delete which ${singular}?`, `${commandName()} delete ${singular} NAME`);
  const isSure = options.yes === true;
  if (singular === "environment") {
    const mode = {
      keep: options.keep === true,
      isSure,
      waitMs: options.wait ? parseDuration(options.timeout) : undefined,
    };
    return await deleteEnvironment(session, { name, project: options.project }, mode);
  }
  if (options.keep || options.wait) throw usageFailure("--keep and --wait are for environments");
  if (!isUnusedKind(singular))
    throw usageFailure(`cannot delete a ${singular}`, `can be deleted: environment, ${UNUSED_KINDS.join(", ")}`);
  await deleteUnused(session, { kind: singular, name, project: options.project, isSure });
}
