import { Command } from "commander";
import { commandName } from "./command-name.ts";
import { COMMANDS } from "./commands/index.ts";
import type { ServerFlags } from "./connect.ts";
import { requireAccess } from "./command-access.ts";
import { type CommandEntry, withExamples } from "./define-command.ts";
import { EXIT } from "./exit-codes.ts";
import { openSession, type Session } from "./session.ts";
import type { Terminal } from "./terminal.ts";

const AFTER_HELP = `
Server: --server and --token, else HOLDFAST_URL and HOLDFAST_TOKEN, else the context, else the nearest .holdfast/ above here.
Exit codes: ${EXIT.ok} ok, ${EXIT.error} error, ${EXIT.usage} usage, ${EXIT.notFound} not found, ${EXIT.denied} denied, ${EXIT.timedOut} wait timed out, ${EXIT.interrupted} interrupted.
More about a command: ${commandName()} COMMAND --help`;

/** The command line: its commands, and the session that they work with. Parsing throws CommanderError instead of exiting. */
export function buildProgram(
  terminal: Terminal,
  signal: AbortSignal,
  commands: readonly CommandEntry[] = COMMANDS,
): { readonly program: Command; readonly session: Session } {
  const program = new Command("holdfast").exitOverride();
  program.configureOutput({
    writeOut: (text) => terminal.out.raw(text),
    writeErr: (text) => terminal.err.raw(text),
    getOutHelpWidth: () => Math.min(120, terminal.out.width()),
    getErrHelpWidth: () => Math.min(120, terminal.err.width()),
  });
  program
    .description("Durable environments: apply what you want, watch it come up, keep it alive.")
    .usage("[options] COMMAND")
    .option("--server <URL>", "the server's address")
    .option("--token <TOKEN>", "the token it asks for (HOLDFAST_TOKEN keeps it out of the list of processes)")
    .option("--context <NAME>", "a named server; see: context list")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", AFTER_HELP);
  withExamples(
    program,
    [`${commandName()} apply -f shop.yaml --wait`, "make what the file describes, and watch it come up"],
    [`${commandName()} get environments`, "what there is, and how it is"],
    [`${commandName()} describe environment shop-dev`, "everything about one, when something is wrong"],
  );
  const session = openSession(terminal, signal, () => program.opts<ServerFlags>());
  for (const entry of commands) {
    requireAccess(entry.name, entry.access, []);
    program
      .command(entry.name)
      .aliases([...(entry.aliases ?? [])])
      .usage(`[options] ${entry.usage}`.trim())
      .description(entry.summary)
      .helpOption("-h, --help", "show this help")
      .helpCommand(false);
  }
  program.configureHelp({
    subcommandTerm: (command) => `${command.name()} ${command.usage().replace("[options]", "").trim()}`.trim(),
    visibleCommands: (command) => [...command.commands],
  });
  program.helpCommand(false);
  // Loaded only when it is used: the list of commands must not cost what all of them do.
  program.hook("preSubcommand", async (_program, command) => {
    const entry = commands.find(({ name }) => name === command.name());
    if (entry === undefined) return;
    (await entry.load())(command, session);
    requireAccess(entry.name, entry.access, verbsOf(command));
  });
  return { program, session };
}

/** The verbs of a command that do something, each with those before it; the empty one where it has no others. */
export function verbsOf(command: Command): readonly string[] {
  if (command.commands.length === 0) return [""];
  return command.commands.flatMap((verb) => verbsOf(verb).map((rest) => `${verb.name()} ${rest}`.trim()));
}
