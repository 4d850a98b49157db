import { randomUUID } from "node:crypto";
import type { Ballot, BallotAnswer } from "../../adapters/store/approvals-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { Actor } from "../../adapters/store/views-port.ts";
import { cedarAuthorization } from "../../adapters/authorization/cedar-authorization.ts";
import type { Principal, Role } from "../../domain/schema/access.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { request } from "./promotion-world.ts";

/** People of a test, who vote through the store as every door does. */
export interface PeopleWorld {
  /** A person by the name that the test gives; the real name is unique. */
  readonly principal: (name: string) => Promise<Principal>;
  readonly actor: (name: string) => Promise<Actor>;
  /** Real name of a group. */
  readonly group: (name: string) => string;
  readonly add: (group: string, person: string) => Promise<void>;
  readonly remove: (group: string, person: string) => Promise<void>;
  readonly deactivate: (person: string) => Promise<void>;
  /** What a person wants of an approval. */
  readonly vote: (
    name: string,
    approvalId: string,
    choice?: Ballot["choice"],
    more?: Partial<Ballot> & { readonly key?: string },
  ) => Promise<BallotAnswer>;
  /** The newest approval of a promotion once there is one that is pending. */
  readonly asked: (promotionId: string) => Promise<ApprovalView>;
  /** Waits until an approval is as wanted. */
  readonly until: (id: string, holds: (approval: ApprovalView) => boolean, what: string) => Promise<ApprovalView>;
}

const LIMIT_MS = 30_000;
const authorization = cedarAuthorization();

/**
 * Makes persons, groups and one role for each group.
 *
 * @param groups - Members by group; every group gets the role everywhere.
 */
export async function peopleWorld(
  store: Store,
  groups: Readonly<Record<string, readonly string[]>>,
  { role = "approver" }: { readonly role?: Role } = {},
): Promise<PeopleWorld> {
  const suffix = randomUUID().slice(0, 8);
  const real = (name: string) => `${name}-${suffix}`;
  const made = new Set<string>();
  const ensure = async (name: string) => {
    if (made.has(name)) return;
    made.add(name);
    await store.acceptCreatePerson(request(), { name: real(name), displayName: name });
  };
  for (const [group, members] of Object.entries(groups)) {
    await store.acceptCreateGroup(request(), { name: real(group), description: "" });
    await store.acceptBind(request(), { role, holder: { kind: "group", name: real(group) } });
    for (const member of members) {
      await ensure(member);
      await store.acceptMembership(request(), { group: real(group), person: real(member), to: "added" });
    }
  }
  const principal = async (name: string) => {
    await ensure(name);
    const view = await store.getPerson(real(name));
    const found = view === undefined ? undefined : await store.principalOfPerson(view.id);
    if (found === undefined) throw new Error(`there is no person ${name}`);
    return found;
  };
  const until = async (id: string, holds: (approval: ApprovalView) => boolean, what: string) => {
    let found: ApprovalView | undefined;
    await waitUntil(
      async () => {
        found = await store.getApproval(id);
        return found !== undefined && holds(found);
      },
      { what, limitMs: LIMIT_MS, everyMs: 30 },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it is ${JSON.stringify(found)}`);
    });
    if (found === undefined) throw new Error(`there is no approval ${id}`);
    return found;
  };
  const actor = async (name: string) => {
    const { id, name: realName } = await principal(name);
    return { kind: "person", id, name: realName } as const;
  };
  const membership = async (group: string, person: string, to: "added" | "removed") => {
    await ensure(person);
    await store.acceptMembership(request(), { group: real(group), person: real(person), to });
  };
  return {
    principal,
    actor,
    group: real,
    until,
    add: async (group, person) => await membership(group, person, "added"),
    remove: async (group, person) => await membership(group, person, "removed"),
    deactivate: async (person) =>
      void (await store.acceptActivate(request(), { kind: "Person", name: real(person), to: "inactive" })),
    async vote(name, approvalId, choice = "approve", { key = randomUUID(), ...more } = {}) {
      const who = await principal(name);
      const approval = await store.getApproval(approvalId);
      if (approval === undefined) throw new Error(`there is no approval ${approvalId}`);
      const { project, environment, class: environmentClass } = approval;
      const place = { kind: "environment", project, environment, class: environmentClass } as const;
      const mayVote = authorization.decide(who, "vote", place).isAllowed;
      const ballot = { approvalId, principal: who, mayVote, choice, reason: "", via: "cli", ...more } as const;
      return await store.acceptBallot({ key, digest: "", traceId: "", actor: await actor(name) }, ballot);
    },
    async asked(promotionId) {
      let found: ApprovalView | undefined;
      await waitUntil(
        async () => {
          const { items } = await store.listApprovals({ limit: 1, promotionId, status: "pending" });
          found = items[0];
          return found !== undefined;
        },
        { what: `somebody is asked about ${promotionId}`, limitMs: LIMIT_MS, everyMs: 30 },
      ).catch(async (error: unknown) => {
        throw new Error(`${String(error)}; it is ${JSON.stringify(await store.getPromotion(promotionId))}`);
      });
      if (found === undefined) throw new Error("nobody is asked");
      return found;
    },
  };
}
