import type { Call } from "./call.ts";
import { invalidParameter } from "./refused.ts";

const PAGE_MAX = 100;

/** How a list is asked for; in the query for most operations. */
export interface PageAsked {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** The page a query asks for. @throws Refused for a size that is not a number. */
export function pageAsked({ query }: Call): PageAsked {
  const size = query.get("maxResults");
  return { maxResults: size === null ? undefined : Number(size), nextToken: query.get("nextToken") ?? undefined };
}

/**
 * One page of a list, in the order of the texts. The token says after which text the next page starts.
 *
 * @throws Refused for a wrong size or token.
 */
export function pageOf<T>(
  items: readonly T[],
  { maxResults = PAGE_MAX, nextToken }: PageAsked,
  textOf: (item: T) => string,
): { readonly items: readonly T[]; readonly nextToken?: string } {
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > PAGE_MAX) {
    throw invalidParameter(`maxResults needs to be between 1 and ${PAGE_MAX}.`);
  }
  const after = nextToken === undefined ? undefined : textIn(nextToken);
  const sorted = [...items].sort((left, right) => (textOf(left) < textOf(right) ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter((item) => textOf(item) > after);
  const page = rest.slice(0, maxResults);
  const last = page.at(-1);
  if (last === undefined || rest.length <= maxResults) return { items: page };
  return { items: page, nextToken: Buffer.from(`after:${textOf(last)}`).toString("base64url") };
}

function textIn(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  if (!text.startsWith("after:")) throw invalidParameter("nextToken is not valid.");
  return text.slice("after:".length);
}

/** The body of a list: its member, and the token when there is more. */
export function listBody<T>(
  member: string,
  { items, nextToken }: { readonly items: readonly T[]; readonly nextToken?: string },
  shown: (item: T) => unknown,
): Record<string, unknown> {
  return { [member]: items.map(shown), ...(nextToken === undefined ? {} : { nextToken }) };
}
