import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DocumentProblem } from "./answers.ts";
import { CommandFailure } from "./command-failure.ts";
import { readStdin } from "./read-stdin.ts";
import type { Session } from "./session.ts";

/** One file of documents. */
export interface DocumentFile {
  /** As it was named; `-` is the standard input. */
  readonly name: string;
  readonly text: string;
}

/** Several files as one text, so that all of them are accepted or none. */
export interface JoinedFiles {
  readonly text: string;
  readonly mediaType: "application/yaml" | "application/json";
  /** The problem with its position in the file that it stands in. */
  locate(problem: DocumentProblem): DocumentProblem;
}

const DOCUMENT_FILE = /\.(ya?ml|json)$/i;
const BYTE_ORDER_MARK = /^\ufeff/;
// The file opens with a document marker of its own, after nothing but blank lines and comments.
const OWN_MARKER = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*---(?:\s|$)/;
const HAS_CONTENT = /^[ \t]*[^\s#]/m;

/** Reads files; a directory stands for the YAML and JSON files directly in it, by name. @throws CommandFailure when one cannot be read */
export async function readDocumentFiles(session: Session, names: readonly string[]): Promise<readonly DocumentFile[]> {
  const files: DocumentFile[] = [];
  for (const name of names) {
    if (name === "-") files.push({ name: "-", text: (await readStdin(session)).toString("utf8") });
    else files.push(...(await readNamed(name)));
  }
  return files;
}

/** Joins files to one stream of documents. @throws CommandFailure when they hold nothing */
export function joinFiles(files: readonly DocumentFile[]): JoinedFiles {
  const [only] = files;
  const used = files
    .map((file) => ({ ...file, text: file.text.replace(BYTE_ORDER_MARK, "") }))
    .filter(({ text }) => HAS_CONTENT.test(text));
  if (only === undefined || used.length === 0)
    throw new CommandFailure(`nothing to apply in ${files.map(({ name }) => name).join(", ")}`);
  const parts: { readonly name: string; readonly startLine: number }[] = [];
  let text = "";
  for (const file of used) {
    if (text !== "") text += separator(text, file.text);
    parts.push({ name: file.name, startLine: countLines(text) });
    text += file.text;
  }
  return {
    text,
    mediaType: used.length === 1 && /\.json$/i.test(used[0]?.name ?? "") ? "application/json" : "application/yaml",
    locate: (problem) => located(problem, parts),
  };
}

function separator(before: string, next: string): string {
  const feed = before.endsWith("\n") ? "" : "\n";
  if (next.startsWith("%")) return `${feed}...\n`; // Directives stand only where a stream starts anew.
  return OWN_MARKER.test(next) ? feed : `${feed}---\n`;
}

function located(
  problem: DocumentProblem,
  parts: readonly { readonly name: string; readonly startLine: number }[],
): DocumentProblem {
  const { line } = problem;
  if (line === undefined)
    return parts.length === 1 && parts[0] !== undefined ? { ...problem, file: parts[0].name } : problem;
  const part = parts.findLast(({ startLine }) => startLine < line) ?? parts[0];
  return part === undefined ? problem : { ...problem, file: part.name, line: line - part.startLine };
}

const countLines = (text: string): number => text.split("\n").length - 1;

async function readNamed(name: string): Promise<readonly DocumentFile[]> {
  try {
    if (!(await stat(name)).isDirectory()) return [{ name, text: await readFile(name, "utf8") }];
    const inside = (await readdir(name)).filter((entry) => DOCUMENT_FILE.test(entry)).toSorted();
    if (inside.length === 0) throw new CommandFailure(`${name} holds no .yaml, .yml or .json file`);
    const paths = inside.map((entry) => join(name, entry));
    return await Promise.all(paths.map(async (path) => ({ name: path, text: await readFile(path, "utf8") })));
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`cannot read ${name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
