import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { parseForm } from "../machine-output.ts";
import { artifacts } from "../nouns/artifacts.ts";
import { printListing } from "../print-listing.ts";
import { bytesWords } from "../render/bytes-words.ts";
import type { Session } from "../session.ts";
import { artifactLines, walkDirectory } from "../walk-directory.ts";

interface Pushed {
  readonly digest: string;
  readonly files: number;
  readonly bytes: number;
}

/** `artifact push|list`: build outputs, known by their digest. */
export const artifact: DefineCommand = (command, session) => {
  withExamples(
    command,
    [`${commandName()} artifact push ./dist`, "stores it and prints its digest"],
    [`DIGEST=$(${commandName()} artifact push ./dist)`, "for a release, in a script"],
  );
  command
    .command("push")
    .description("store a directory of regular files; .git is left out")
    .argument("<DIRECTORY>", "the directory")
    .action(async (directory: string) => await push(session, directory));
  command
    .command("list")
    .description("list what is stored, the newest first")
    .option("-o, --output <FORM>", "table, wide, json, yaml or name", "table")
    .action(async (options: { readonly output: string }) => {
      const form = parseForm(options.output, ["table", "wide", "json", "yaml", "name"]);
      const listing = await artifacts.list(session, { isAll: true }, undefined);
      await printListing(session, { noun: artifacts, listing, isOne: false }, form);
    });
};

async function push(session: Session, directory: string): Promise<void> {
  const files = await walkDirectory(directory);
  const pushed = await session.request<Pushed>({
    method: "POST",
    path: "v1/artifacts",
    headers: { "content-type": "application/x-ndjson" },
    body: () => artifactLines(files),
  });
  session.terminal.out.line(pushed.digest);
  session.terminal.err.line(`stored ${directory}: ${pushed.files} files, ${bytesWords(pushed.bytes)}`);
}
