import { commandName } from "../command-name.ts";
import { type DefineCommand, withExamples } from "../define-command.ts";
import { parseForm } from "../machine-output.ts";
import { artifacts } from "../nouns/artifacts.ts";
import { printListing } from "../print-listing.ts";
import { pushArtifact } from "../push-artifact.ts";

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
    .action(async (directory: string) => session.terminal.out.line(await pushArtifact(session, directory)));
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
