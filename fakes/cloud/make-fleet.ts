import { sha256 } from "./digest.ts";
import { secretToken, type Resource } from "./resource.ts";
import type { FleetBody } from "./schema.ts";

/** A fleet, and when it was made in epoch milliseconds. */
export interface Fleet extends FleetBody {
  readonly at: number;
}

/** Cloud seconds that a fleet's resources take to be made again or deleted. */
const SECONDS = 10;
const SERIALS = 100_000;

/**
 * The resources of a fleet, all ready, each the first incarnation of a component: its id is `<componentUid>-i1`, and its
 * tags say whose it is. The same fleet is the same resources.
 */
export function* makeFleet(fleet: Fleet): Generator<Resource> {
  const names = Array.from({ length: fleet.components }, (_, index) => `component-${index}`);
  for (let number = 0; number < fleet.environments; number += 1) {
    const environmentUid = uidOf(`${fleet.seed}/environment/${number}`);
    const tags = { environmentUid, project: "fleet", environment: flat(`environment-${number}`) };
    const account = fleet.accounts[number % fleet.accounts.length] ?? "";
    const round = Math.floor(number / fleet.accounts.length);
    const place = { account, region: fleet.regions[round % fleet.regions.length] ?? "" };
    for (let index = 0; index < fleet.components; index += 1) {
      const hash = sha256(`${fleet.seed}/component/${number}/${index}`);
      const componentUid = asUid(hash);
      const id = flat(`${componentUid}-i1`);
      yield {
        id,
        ...place,
        type: fleet.type,
        state: "ready",
        properties: { ...fleet.properties, serial: Number.parseInt(hash.slice(32, 40), 16) % SERIALS },
        tags: { ...tags, componentUid, component: names[index] ?? "" },
        token: flat(secretToken(id, fleet.seed)),
        seconds: SECONDS,
        deleteSeconds: SECONDS,
        isBuilt: true,
        operationId: "operation-fleet",
        createdAt: fleet.at,
        changedAt: fleet.at,
      };
    }
  }
}

function uidOf(text: string): string {
  return asUid(sha256(text));
}

/** A UUID of version 8, for what is made up by others. */
function asUid(hash: string): string {
  return flat(
    `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
  );
}

/** The text without the pieces that it was put together from: three hundred thousand keep theirs for long. */
function flat(text: string): string {
  return Buffer.from(text).toString("latin1");
}
