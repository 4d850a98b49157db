import type { Faults } from "./faults.ts";
import type { Page, ResourceTable } from "./resource-table.ts";
import { toSummary, type Place, type Resource, type ResourceSummary } from "./resource.ts";
import type { ListQuery } from "./schema.ts";

/** A resource that the cloud lists and cannot say anything of. */
export interface Unreadable {
  readonly id: string;
  readonly error: { readonly code: "UNREADABLE"; readonly message: string };
}

/** The answer to a listing. `continue` is absent on the last page. */
export interface ListAnswer {
  readonly items: readonly (ResourceSummary | Unreadable)[];
  readonly continue?: string;
}

/**
 * Lists one page of a place, in order of ids. Two faults are injected here: `partial-listing` answers half of a page, and
 * its next listing is a 500; `unreadable` tells of one resource no more than that it is there.
 */
export function listResources(
  { table, faults }: { readonly table: ResourceTable; readonly faults: Faults },
  query: ListQuery,
  place: Partial<Place>,
): ListAnswer {
  const { continue: token, ...wanted } = query;
  const after = token === undefined ? query.after : Buffer.from(token, "base64url").toString();
  const page = table.list({ ...wanted, after, place });
  const { items, next } = faults.isEmpty() ? page : shortened(page, faults, place);
  const shown = faults.isEmpty() ? items.map(toSummary) : items.map((resource) => show(resource, faults));
  if (next === undefined) return { items: shown };
  return { items: shown, continue: Buffer.from(next).toString("base64url") };
}

function shortened(page: Page, faults: Faults, { account }: Partial<Place>): Page {
  const ofAccount = account === undefined ? {} : { account };
  const fault = faults.take({ method: "GET", ...ofAccount }, ["partial-listing"]);
  if (fault === undefined) return page;
  const match = { method: "GET", listing: true, ...ofAccount } as const;
  faults.add({ kind: "500", match, times: 1, retryAfterSeconds: fault.retryAfterSeconds });
  const items = page.items.slice(0, Math.ceil(page.items.length / 2));
  const last = items.at(-1);
  return last === undefined ? page : { items, next: last.id };
}

function show(resource: Resource, faults: Faults): ResourceSummary | Unreadable {
  const { id, type, account } = resource;
  if (faults.take({ method: "GET", id, type, account }, ["unreadable"]) === undefined) return toSummary(resource);
  return { id, error: { code: "UNREADABLE", message: `"${id}" cannot be read now` } };
}
