import type { Listed, Page } from "../../adapters/store/port.ts";

/** Pages read for one answer at most; the answer then says where to go on. */
const READS_MAX = 20;

/** A page of the items that are wanted, read from a list that cannot tell them apart. It may hold fewer than asked for and still `continue`. */
export async function collectPage<Item>(
  read: (page: Page) => Promise<Listed<Item>>,
  asked: Page,
  isWanted: (item: Item) => boolean,
): Promise<Listed<Item>> {
  const items: Item[] = [];
  let page = asked;
  for (let reads = 1; ; reads += 1) {
    const listed = await read(page);
    items.push(...listed.items.filter(isWanted));
    if (listed.continue === undefined) return { items };
    if (items.length >= asked.limit || reads === READS_MAX) return { items, continue: listed.continue };
    // No more than are missing, so that no page is left half used.
    page = { limit: asked.limit - items.length, continue: listed.continue };
  }
}
