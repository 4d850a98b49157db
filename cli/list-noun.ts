import type { Command } from "commander";
import { parseForm } from "./machine-output.ts";
import type { Noun, Scope } from "./nouns/noun.ts";
import { printListing } from "./print-listing.ts";
import type { Session } from "./session.ts";

/** Adds `-o`, the form in which a list is printed. */
export const withForm = (command: Command): Command =>
  command.option("-o, --output <FORM>", "table, wide, json, yaml or name", "table");

/** Lists a noun and prints it. */
export async function listNoun(
  session: Session,
  noun: Noun,
  options: Partial<Scope> & { readonly output: string },
): Promise<void> {
  const { output, ...scope } = options;
  const form = parseForm(output, ["table", "wide", "json", "yaml", "name"]);
  const listing = await noun.list(session, { isAll: true, ...scope }, undefined);
  await printListing(session, { noun, listing, isOne: false }, form);
}
