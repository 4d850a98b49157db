import { mkdir, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { CommandFailure } from "./command-failure.ts";
import type { KnownServer } from "./connection.ts";
import { meantWords } from "./did-you-mean.ts";
import { readIfPresent } from "./read-if-present.ts";
import { serverUrl } from "./server-url.ts";

/** A server that was given a name. */
export interface Context {
  readonly url: string;
  /** Holds the token; relative to the file of contexts. Absent when there is none. */
  readonly tokenFile?: string;
  /** Project that commands mean where none is named. */
  readonly project?: string;
}

/** Every named server, and which one is used. */
export interface Contexts {
  readonly current?: string;
  readonly contexts: Readonly<Record<string, Context>>;
}

/** Where the contexts are: `$XDG_CONFIG_HOME/holdfast/config.yaml`, by default below `~/.config`. */
export function contextFilePath(): string {
  return join(process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "holdfast", "config.yaml");
}

/** The contexts; none when there is no file. @throws CommandFailure when the file is not as it should be */
export async function readContexts(): Promise<Contexts> {
  const path = contextFilePath();
  const text = await readIfPresent(path);
  if (text === undefined) return { contexts: {} };
  const { parse } = await import("yaml");
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch (error) {
    throw new CommandFailure(
      `${path} is not YAML: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : ""}`,
      { cause: error },
    );
  }
  if (parsed === null) return { contexts: {} };
  if (!isContexts(parsed))
    throw new CommandFailure(`${path} is not a file of contexts`, {
      hints: [
        "it looks like this: { current: work, contexts: { work: { url: https://holdfast.example, tokenFile: work.token } } }",
      ],
    });
  return parsed;
}

/** Writes the contexts whole, readable by nobody else. */
export async function writeContexts(contexts: Contexts): Promise<void> {
  const { stringify } = await import("yaml");
  await writePrivately(contextFilePath(), stringify(contexts));
}

/** Writes a token beside the contexts, readable by nobody else. Answers its name there. */
export async function writeContextToken(name: string, token: string): Promise<string> {
  await writePrivately(join(dirname(contextFilePath()), `${name}.token`), `${token}\n`);
  return `${name}.token`;
}

/** The server of the named context, or of the current one; undefined when none is named and none is current. @throws CommandFailure when it does not exist */
export async function findContext(wished?: string): Promise<KnownServer | undefined> {
  const { current, contexts } = await readContexts();
  const name = wished ?? current;
  if (name === undefined) return undefined;
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context === undefined)
    throw new CommandFailure(`no context is called "${name}"${meantWords(name, Object.keys(contexts))}`, {
      hints: ["list them: holdfast context list"],
    });
  const from = `context "${name}" in ${contextFilePath()}`;
  const token = async () => {
    if (context.tokenFile === undefined) return undefined;
    const path = resolve(dirname(contextFilePath()), context.tokenFile);
    const read = (await readIfPresent(path))?.trim();
    return read ? { token: read, from: path } : undefined;
  };
  const url = serverUrl(context.url, from);
  return context.project === undefined ? { url, from, token } : { url, from, token, project: context.project };
}

async function writePrivately(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const written = `${path}.${process.pid}`;
  await writeFile(written, text, { mode: 0o600 });
  await rename(written, path);
}

function isContexts(value: unknown): value is Contexts {
  if (typeof value !== "object" || value === null) return false;
  const { current, contexts } = { current: undefined, contexts: {}, ...value } as {
    current: unknown;
    contexts: unknown;
  };
  if (current !== undefined && typeof current !== "string") return false;
  if (typeof contexts !== "object" || contexts === null || Array.isArray(contexts)) return false;
  return Object.values(contexts).every(isContext);
}

function isContext(value: unknown): value is Context {
  if (typeof value !== "object" || value === null || !("url" in value) || typeof value.url !== "string") return false;
  const isText = (part: unknown) => part === undefined || typeof part === "string";
  return (
    isText("tokenFile" in value ? value.tokenFile : undefined) && isText("project" in value ? value.project : undefined)
  );
}
