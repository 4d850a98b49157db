import type { Page } from "./answers.ts";
import type { Session } from "./session.ts";

/** Items asked for at once; the most that the API gives. */
const PAGE = 500;

/** All items of a list of the API, over all its pages. */
export async function listAll<Item>(
  session: Session,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let next: string | undefined;
  do {
    const page: Page<Item> = await session.request({ path, query: { ...query, limit: PAGE, continue: next } });
    items.push(...page.items);
    next = page.continue;
  } while (next !== undefined);
  return items;
}
