import { resolve } from "node:path";
import { CommandFailure, notFoundFailure, usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { type Context, contextFilePath, readContexts, writeContexts, writeContextToken } from "../context-file.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { meantWords } from "../did-you-mean.ts";
import { readSecret } from "../read-secret.ts";
import { renderTable } from "../render/table.ts";
import { serverUrl } from "../server-url.ts";
import type { Session } from "../session.ts";

interface SetOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly tokenStdin?: true;
  readonly project?: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** `context list|use|set`: servers with names. */
export const context: DefineCommand = (command, session) => {
  withExamples(
    command,
    [
      `${commandName()} context set work --url https://holdfast.example --token-stdin`,
      "asks for the token without showing it",
    ],
    [`${commandName()} context use work`, "from now on"],
    [`${commandName()} get environments --context work`, "this once"],
  );
  command
    .command("list")
    .description("list them; * is the one in use")
    .action(async () => await list(session));
  command
    .command("use")
    .description("use one from now on")
    .argument("<NAME>", "the context")
    .action(async (name: string) => await use(session, name));
  command
    .command("set")
    .description("name a server, or change what is named; the first one is used from then on")
    .argument("<NAME>", "letters, digits and . _ -")
    .option("--url <URL>", "its address")
    .option("--token-file <FILE>", "where its token is")
    .option("--token-stdin", "keep a token from the standard input beside the contexts")
    .option("-p, --project <NAME>", "the project that commands mean where none is named")
    .action(async (name: string, options: SetOptions) => await set(session, name, options));
};

async function list(session: Session): Promise<void> {
  const { out, err } = session.terminal;
  const { current, contexts } = await readContexts();
  const rows = Object.entries(contexts).map(([name, { url, project, tokenFile }]) => [
    { text: name === current ? "*" : "" },
    { text: name },
    { text: url },
    { text: project ?? "" },
    { text: tokenFile ?? "" },
  ]);
  if (rows.length === 0) return err.line(`no contexts in ${contextFilePath()}`);
  const table = { titles: ["", "NAME", "URL", "PROJECT", "TOKEN FILE"], rows };
  for (const line of renderTable(table, { width: out.width(), paint: out.paint })) out.line(line);
}

async function use(session: Session, name: string): Promise<void> {
  const { contexts } = await readContexts();
  if (!Object.hasOwn(contexts, name))
    throw notFoundFailure(
      `no context is called "${name}"${meantWords(name, Object.keys(contexts))}`,
      `list them: ${commandName()} context list`,
    );
  await writeContexts({ current: name, contexts });
  session.terminal.out.line(`context "${name}" is used from now on`);
}

async function set(session: Session, name: string, options: SetOptions): Promise<void> {
  if (!NAME.test(name)) throw usageFailure(`"${name}" is no name of a context`, "letters, digits and . _ -");
  if (options.tokenFile !== undefined && options.tokenStdin)
    throw usageFailure("--token-file and --token-stdin contradict each other", "use one of them");
  const { current = name, contexts } = await readContexts();
  const before = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  const url = options.url ?? before?.url;
  if (url === undefined) throw usageFailure(`context "${name}" is new, and needs an address`, "add --url");
  serverUrl(url, "--url");
  // A token must not follow when the address becomes another.
  const kept = before?.url === url ? before.tokenFile : undefined;
  const tokenFile = (await newTokenFile(session, name, options)) ?? kept;
  const project = options.project ?? before?.project;
  const changed: Context = {
    url,
    ...(tokenFile === undefined ? {} : { tokenFile }),
    ...(project === undefined ? {} : { project }),
  };
  await writeContexts({ current, contexts: { ...contexts, [name]: changed } });
  session.terminal.out.line(`context "${name}" set in ${contextFilePath()}`);
  if (current !== name) session.terminal.err.line(`use it: ${commandName()} context use ${name}`);
}

async function newTokenFile(session: Session, name: string, options: SetOptions): Promise<string | undefined> {
  if (options.tokenFile !== undefined) return resolve(options.tokenFile);
  if (!options.tokenStdin) return undefined;
  const token = (
    await readSecret(session, { prompt: `Token for context ${name} (not shown): `, isExact: false })
  ).trim();
  if (token === "") throw new CommandFailure("the token is empty; nothing was set");
  return await writeContextToken(name, token);
}
