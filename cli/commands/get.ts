import type { EnvironmentView } from "../answers.ts";
import { Interrupted, notFoundFailure, usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { meantWords } from "../did-you-mean.ts";
import { openDisplay } from "../display.ts";
import { requireEnvironment } from "../find-environment.ts";
import { follow } from "../follow.ts";
import { type KindAndName, kindAndName } from "../kind-and-name.ts";
import { listAll } from "../list-all.ts";
import { parseForm } from "../machine-output.ts";
import { NOUNS, nounOf } from "../nouns/index.ts";
import type { Scope } from "../nouns/noun.ts";
import { printListing } from "../print-listing.ts";
import { scopeOf, type ScopeOptions, withProject } from "../scope-options.ts";
import type { Session } from "../session.ts";

interface GetOptions extends ScopeOptions {
  readonly output: string;
  readonly watch?: true;
}

/** `get KIND [NAME]`: lists things, or one of them. */
export const get: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} get environments`, "all, and how they are"],
    [`${commandName()} get components -e shop-dev -o wide`, "the parts of one"],
    [`${commandName()} get env shop-dev -o json`, "one, for a program"],
    [`${commandName()} get env shop-dev -w`, "watch it until Ctrl-C"],
  );
  withProject(command)
    .argument("<KIND>", `${NOUNS.map(({ plural }) => plural).join(", ")}; singular and short words will do`)
    .argument("[NAME]", "only the one of that name")
    .option("-e, --environment <NAME>", "only of that environment (components, operations, promotions)")
    .option("-A, --all-projects", "of every project, also where the context names one")
    .option("-o, --output <FORM>", "table, wide, json, yaml or name", "table")
    .option("-w, --watch", "watch environments until Ctrl-C")
    .action(
      async (kind: string, name: string | undefined, options: GetOptions) =>
        await run(session, kindAndName(kind, name), options),
    );
};

async function run(session: Session, { kind, name }: KindAndName, options: GetOptions): Promise<void> {
  const noun = nounOf(kind);
  const form = parseForm(options.output, ["table", "wide", "json", "yaml", "name"]);
  const scope = await scopeOf(session, options);
  if (options.watch) return await watch(session, noun.plural, { ...scope, name });
  const listing = await noun.list(session, scope, name);
  if (name !== undefined && listing.items.length === 0)
    throw notFoundFailure(
      `there is no ${noun.singular} "${name}"${meantWords(name, listing.names)}`,
      `list them: ${commandName()} get ${noun.plural}`,
    );
  if (name !== undefined && listing.items.length > 1 && !scope.isAll)
    throw usageFailure(
      `there are ${listing.items.length} ${noun.plural} "${name}"`,
      `say which: ${listing.flags.join(", ")}`,
      "-A prints all of them",
    );
  await printListing(session, { noun, listing, isOne: name !== undefined }, form);
}

async function watch(
  session: Session,
  plural: string,
  scope: Scope & { readonly name: string | undefined },
): Promise<void> {
  const name = plural === "environments" ? scope.name : scope.environment;
  if (plural !== "environments" && (plural !== "components" || name === undefined))
    throw usageFailure(`cannot watch ${plural}`, `watch an environment: ${commandName()} get environment NAME -w`);
  const targets =
    name === undefined
      ? await allTargets(session, scope.project)
      : [await requireEnvironment(session, name, scope.project)];
  if (targets.length === 0) throw notFoundFailure("there is no environment to watch");
  try {
    const forever = {
      targets,
      judge: () => ({ is: "pending" as const }),
      timeoutMs: Number.POSITIVE_INFINITY,
      comeBack: [],
    };
    await follow(session, forever, openDisplay(session.terminal.out));
  } catch (error) {
    // Whoever watches without an end ends it so; there is nothing to explain.
    throw error instanceof Interrupted ? new Interrupted([]) : error;
  }
}

async function allTargets(
  session: Session,
  project: string | undefined,
): Promise<readonly { readonly project: string; readonly name: string }[]> {
  const all = await listAll<EnvironmentView>(session, "v1/environments", { project });
  return all.map(({ document }) => ({ project: document.metadata.project, name: document.metadata.name }));
}
