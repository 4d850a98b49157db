import { measuredEndpoint } from "./endpoint.ts";
import { forger } from "./forge.ts";
import { seededRandom } from "./random.ts";
import type { SlackRequest } from "./valid-request.ts";

// So many are under way at once, and then whoever waits at a socket has its turn.
const AT_ONCE = 8;
const LOOK_AT_MEMORY_EVERY = 400;

/** What became of the forgeries of one kind. */
export interface Tally {
  sent: number;
  /** Answered as if they were good. */
  accepted: number;
}

/** Sends forgeries to the product's endpoints, and counts what becomes of them. */
export interface Forging {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Sends so many. Answers how many were under way in a second. */
  send(count: number): Promise<number>;
  /** Forgets what was counted so far, and takes the memory of now as the measure. */
  begin(): void;
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly statuses: ReadonlyMap<number, number>;
  /** Rows of the inbox that no request of ours explains; `valid` of others were accepted. */
  strangeRows(valid: number): number;
  /** Resident memory when it began, and the most since, bytes. */
  rss(): { readonly before: number; readonly most: number };
}

/** Forgeries of a seed; nothing is sent yet. */
export function forging(seed: number): Forging {
  const endpoint = measuredEndpoint();
  const forge = forger(seededRandom(seed), () => Math.floor(Date.now() / 1_000));
  const tallies = new Map<string, Tally>();
  const statuses = new Map<number, number>();
  let renewed = 0;
  let index = 0;
  let before = 0;
  let most = 0;
  const call = async ({ path, body, headers }: SlackRequest) =>
    await endpoint.routes.request(path, { method: "POST", body, headers });
  const renew = async () => {
    const { status } = await call(forge.renew());
    if (status !== 200) throw new Error(`a valid request was answered ${status}`);
    renewed += 1;
  };
  const forgeOne = async (place: number) => {
    const { name, request } = forge.next(place);
    const { status } = await call(request);
    const tally = tallies.get(name) ?? { sent: 0, accepted: 0 };
    tallies.set(name, tally);
    tally.sent += 1;
    if (status < 400 && name !== "replay") tally.accepted += 1;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  return {
    fetch: endpoint.routes.fetch,
    tallies,
    statuses,
    strangeRows: (valid) => endpoint.rows() - renewed - valid,
    rss: () => ({ before, most }),
    begin() {
      tallies.clear();
      statuses.clear();
      before = process.memoryUsage.rss();
      most = before;
    },
    async send(count) {
      const begun = performance.now();
      for (let sent = 0; sent < count;) {
        if (renewed === 0 || forge.isOld()) await renew();
        const many = Math.min(AT_ONCE, count - sent);
        await Promise.all(Array.from({ length: many }, async (_, more) => await forgeOne(index + more)));
        await new Promise((resolve) => setImmediate(resolve));
        sent += many;
        index += many;
        if ((index / AT_ONCE) % LOOK_AT_MEMORY_EVERY === 0) most = Math.max(most, process.memoryUsage.rss());
      }
      return count / ((performance.now() - begun) / 1_000);
    },
  };
}
