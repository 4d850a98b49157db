import type { ListedResource, PlaceOfState } from "./state-folder.ts";

const PAGE_SIZE = 500;

/** Makes so many ready resources in a place, each with properties of its own. */
export async function makeFleet(place: PlaceOfState, components: number): Promise<void> {
  const { account, region } = place;
  // The environments of the fleet do not matter here: who plans them makes states of them as it likes.
  const fleet = { seed: account, accounts: [account], regions: [region], environments: components, components: 1 };
  await call(place, "/control/fleet", { method: "POST", body: JSON.stringify(fleet) });
}

/** Every resource of a place, in order of ids. */
export async function listPlace(place: PlaceOfState): Promise<readonly ListedResource[]> {
  const all: ListedResource[] = [];
  let next: string | undefined;
  do {
    const rest = next === undefined ? "" : `&continue=${next}`;
    const page = await call<{ items: ListedResource[]; continue?: string }>(
      place,
      `/resources?limit=${PAGE_SIZE}${rest}`,
    );
    all.push(...page.items);
    next = page.continue;
  } while (next !== undefined);
  return all;
}

/** Changes about this share of a place's resources from outside, and answers their ids: at least one. */
export async function makeDrift(place: PlaceOfState, share: number): Promise<readonly string[]> {
  const drift = { seed: place.account, account: place.account, share, by: "somebody" };
  for (let wanted = share; ; wanted = Math.min(1, wanted * 2)) {
    const body = JSON.stringify({ ...drift, share: wanted });
    const { changed } = await call<{ changed: { id: string }[] }>(place, "/control/drift", { method: "POST", body });
    if (changed.length > 0) return changed.map(({ id }) => id);
    if (wanted === 1) throw new Error("the cloud changes no resource");
  }
}

async function call<Answer>(
  { endpoint, account, region }: PlaceOfState,
  path: string,
  init: Pick<RequestInit, "method" | "body"> = {},
): Promise<Answer> {
  const headers = { "x-account": account, "x-region": region, "content-type": "application/json" };
  const response = await fetch(new URL(path, endpoint), { ...init, headers });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${init.method ?? "GET"} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
  const answer: Answer = JSON.parse(text);
  return answer;
}
