/** How long it is remembered who keeps the secrets, milliseconds. */
const KEPT_MS = 2_000;

/**
 * Masks a line, or hides it whole where secrets may be in it that cannot be read here.
 *
 * @param cell - Name of the cell that reads its secrets itself; undefined where those are known here.
 */
export function hideUnmaskable(
  mask: (line: string) => Promise<string>,
  cell: () => Promise<string | undefined>,
): (line: string) => Promise<string> {
  let known: { readonly at: number; readonly cell: Promise<string | undefined> } | undefined;
  return async (line) => {
    if (known === undefined || performance.now() - known.at > KEPT_MS) known = { at: performance.now(), cell: cell() };
    const keeper = await known.cell;
    return keeper === undefined ? await mask(line) : `(hidden: only cell "${keeper}" knows the secrets in it)`;
  };
}
