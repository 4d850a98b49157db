import { type OutputForm, machineText } from "./machine-output.ts";
import type { Listing, Noun } from "./nouns/noun.ts";
import { renderTable } from "./render/table.ts";
import type { Session } from "./session.ts";

/** Prints what was listed. `isOne` prints a single item by itself, where machines read it. */
export async function printListing(
  session: Session,
  { noun, listing, isOne }: { readonly noun: Noun; readonly listing: Listing; readonly isOne: boolean },
  form: OutputForm,
): Promise<void> {
  const { out, err } = session.terminal;
  if (form === "json" || form === "yaml") {
    const isSingle = isOne && listing.items.length === 1;
    out.raw(await machineText(isSingle ? listing.items[0] : { items: listing.items }, form));
    return;
  }
  if (listing.items.length === 0) {
    err.line(`no ${noun.plural}`);
    return;
  }
  if (form === "name") {
    for (const reference of listing.references) out.line(reference);
    return;
  }
  for (const line of renderTable(listing.table(form, Date.now()), { width: out.width(), paint: out.paint }))
    out.line(line);
}
