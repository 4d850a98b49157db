import type { BindingView } from "../../../adapters/store/people-port.ts";
import type { Store } from "../../../adapters/store/port.ts";
import type { PeopleWorld } from "../../setup/people-world.ts";
import { request } from "../../setup/promotion-world.ts";

/** A right that was taken away: from when on somebody could not vote any more. */
export interface Revocation {
  readonly personId: string;
  readonly approvalId: string;
  /** When it was committed at the latest, epoch milliseconds. */
  readonly committedBy: number;
}

/** Somebody who had been asked asked for the same promotion. */
export interface Joining {
  readonly personId: string;
  readonly promotionId: string;
  /** When it was committed at the latest, epoch milliseconds. */
  readonly committedBy: number;
}

/** Ways to take somebody's right to vote away. */
export const WAYS = ["leaves the group", "is deactivated", "loses the role"] as const;

/** Takes rights away, and remembers when, and who has asked for what others vote on. */
export interface Rights {
  readonly revocations: readonly Revocation[];
  readonly joinings: readonly Joining[];
  /** Remembers that somebody has asked for the same just now. */
  joined(name: string, promotionId: string): Promise<void>;
  /** Takes the right to vote of the person of a race away, for good. */
  revoke(way: (typeof WAYS)[number], place: number, approvalId: string): Promise<void>;
}

/** The person of a race who loses a right, and the group that they and two others are in. */
export const loserOf = (place: number) => ({ person: `lou-${place}`, group: `lous-${place}` }) as const;

/** Rights of the people of a run. */
export function createRights(store: Store, people: PeopleWorld): Rights {
  const revocations: Revocation[] = [];
  const joinings: Joining[] = [];
  return {
    revocations,
    joinings,
    async joined(name, promotionId) {
      const committedBy = Date.now();
      joinings.push({ personId: (await people.principal(name)).id, promotionId, committedBy });
    },
    async revoke(way, place, approvalId) {
      const { person, group } = loserOf(place);
      const { id: personId } = await people.principal(person);
      switch (way) {
        case "leaves the group":
          await people.remove(group, person);
          break;
        case "is deactivated":
          await people.deactivate(person);
          break;
        case "loses the role": {
          const own = (await bindings(store)).find(({ holder }) => holder.name === people.group(group));
          if (own === undefined) throw new Error(`${group} is bound to nothing`);
          await store.acceptUnbind(request(), own.id);
          break;
        }
      }
      revocations.push({ personId, approvalId, committedBy: Date.now() });
    },
  };
}

async function bindings(store: Store): Promise<readonly BindingView[]> {
  const all: BindingView[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listBindings({ limit: 200, ...(cursor === undefined ? {} : { continue: cursor }) });
    all.push(...page.items);
    cursor = page.continue;
  } while (cursor !== undefined);
  return all;
}
