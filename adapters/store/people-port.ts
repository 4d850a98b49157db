import type { Action, IdentitySystem, Principal, Resource, Role, RoleGrant } from "../../domain/schema/access.ts";
import type { Accepted, RequestIdentity } from "./requests-port.ts";
import type { Actor, Listed, Page } from "./views-port.ts";

/** What the doors need of the truth about who somebody is, and what they hold. */
export interface StoreOfPrincipals {
  /** Who a token stands for, by the SHA-256 of it; undefined when nobody made it. Notes its use, at most once a minute. */
  principalOfToken(digest: Buffer): Promise<TokenHolder | undefined>;
  /** A person or a service; undefined when there is none. */
  principalOf(id: string): Promise<Principal | undefined>;
  /** The person whose id this is; undefined when there is none. */
  principalOfPerson(id: string): Promise<Principal | undefined>;
  /** The person who an account elsewhere belongs to; undefined when it is linked to nobody. */
  principalOfIdentity(system: IdentitySystem, tenant: string, subject: string): Promise<Principal | undefined>;
  /** Those that exist, in any order. */
  principalsOf(personIds: readonly string[]): Promise<readonly Principal[]>;
  /** Ids of a group's members, by name, also of deactivated ones; none where there is no such group. */
  groupMembers(group: string): Promise<readonly string[]>;
  /** Keeps what was refused. Only the newest 100,000 are kept. */
  recordRefusal(refusal: NewRefusal): Promise<void>;
}

/**
 * Persons, groups, services, tokens and roles. Each change is one transaction, which writes an event of no project, and
 * where rights change makes whatever waits decide again. Each `accept` may throw `IDEMPOTENCY_KEY_REUSED`.
 */
export interface StoreOfPeople extends StoreOfPrincipals {
  /** @throws OrchestratorError `NAME_TAKEN` (also where only the address is) */
  acceptCreatePerson(request: RequestIdentity, person: NewPerson): Promise<Accepted>;
  /** Changes name, display name or address. @throws OrchestratorError `NOT_FOUND`, `NAME_TAKEN` */
  acceptChangePerson(request: RequestIdentity, name: string, change: PersonChange): Promise<Accepted>;
  /** Who is not active may do nothing, by no door, from the moment this returns. @throws OrchestratorError `NOT_FOUND` */
  acceptActivate(
    request: RequestIdentity,
    target: { readonly kind: "Person" | "Service"; readonly name: string; readonly to: "active" | "inactive" },
  ): Promise<Accepted>;
  /** @throws OrchestratorError `NOT_FOUND`, `IDENTITY_TAKEN` (it is another person's) */
  acceptLink(request: RequestIdentity, person: string, identity: Identity): Promise<Accepted>;
  /** Unlinking what is not linked changes nothing. @throws OrchestratorError `NOT_FOUND` (the person) */
  acceptUnlink(request: RequestIdentity, person: string, identity: Identity): Promise<Accepted>;

  /** @throws OrchestratorError `NAME_TAKEN` */
  acceptCreateGroup(
    request: RequestIdentity,
    group: { readonly name: string; readonly description: string },
  ): Promise<Accepted>;
  /** Its members lose what it was bound to. @throws OrchestratorError `NOT_FOUND` */
  acceptDeleteGroup(request: RequestIdentity, name: string): Promise<Accepted>;
  /** Adds or removes a person; a repeat changes nothing. @throws OrchestratorError `NOT_FOUND` */
  acceptMembership(
    request: RequestIdentity,
    member: { readonly group: string; readonly person: string; readonly to: "added" | "removed" },
  ): Promise<Accepted>;

  /** @throws OrchestratorError `NAME_TAKEN` */
  acceptCreateService(
    request: RequestIdentity,
    service: { readonly name: string; readonly description: string },
  ): Promise<Accepted>;

  /** Stores a token's digest; its id is the result's name. @throws OrchestratorError `NOT_FOUND` (whom it is for) */
  acceptCreateToken(request: RequestIdentity, token: NewToken): Promise<Accepted>;
  /** It opens nothing from the moment this returns. A second time changes nothing. @throws OrchestratorError `NOT_FOUND` */
  acceptRevokeToken(request: RequestIdentity, id: string): Promise<Accepted>;

  /** The same binding again changes nothing. @throws OrchestratorError `NOT_FOUND` (whom it is for) */
  acceptBind(request: RequestIdentity, binding: NewBinding): Promise<Accepted>;
  /** @throws OrchestratorError `NOT_FOUND` */
  acceptUnbind(request: RequestIdentity, id: string): Promise<Accepted>;

  /** By name. */
  listPersons(page: Page): Promise<Listed<PersonView>>;
  getPerson(name: string): Promise<PersonView | undefined>;
  /** By name. */
  listGroups(page: Page): Promise<Listed<GroupView>>;
  /** By name. */
  listServices(page: Page): Promise<Listed<ServiceView>>;
  /** Newest first, without those that were revoked or have expired long ago. */
  listTokens(page: Page & { readonly holderId?: string }): Promise<Listed<TokenView>>;
  getToken(id: string): Promise<TokenView | undefined>;
  /** Oldest first: all, or those in one project. */
  listBindings(page: Page & { readonly project?: string }): Promise<Listed<BindingView>>;
  getBinding(id: string): Promise<BindingView | undefined>;
  /** Newest first. */
  listRefusals(page: Page): Promise<Listed<RefusalView>>;
}

/** An account elsewhere. */
export interface Identity {
  readonly system: IdentitySystem;
  /** Id of the workspace, or address of the issuer. */
  readonly tenant: string;
  /** Id of the account there, which never changes: no name, no address. */
  readonly subject: string;
}

/** Who a token stands for, and whether it still does. */
export interface TokenHolder {
  readonly principal: Principal;
  readonly state: "valid" | "expired" | "revoked";
}

/** A person to create. */
export interface NewPerson {
  readonly name: string;
  readonly displayName: string;
  readonly email?: string;
}

/** What changes of a person; what is absent stays. */
export type PersonChange = Partial<NewPerson>;

/** A person as people see them. */
export interface PersonView {
  readonly id: string;
  readonly name: string;
  /** Empty for none. */
  readonly displayName: string;
  readonly email?: string;
  readonly isActive: boolean;
  readonly groups: readonly string[];
  readonly identities: readonly Identity[];
  readonly createdAt: number;
}

/** A group and its members' names. */
export interface GroupView {
  readonly name: string;
  readonly description: string;
  readonly members: readonly string[];
  readonly createdAt: number;
}

/** A service account. */
export interface ServiceView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly isActive: boolean;
  readonly createdAt: number;
}

/** Whom something is for, by name. */
export interface HolderName {
  readonly kind: "person" | "group" | "service";
  readonly name: string;
}

/** A token to store. The token itself is not here. */
export interface NewToken {
  /** Its `id`, where it is known already, wins over its name, which somebody else may have got meanwhile. */
  readonly holder: HolderName & { readonly kind: "person" | "service"; readonly id?: string };
  readonly digest: Buffer;
  readonly note: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** A token as people see it: never the token itself. */
export interface TokenView {
  readonly id: string;
  readonly holder: HolderName & { readonly kind: "person" | "service"; readonly id: string };
  readonly note: string;
  readonly createdBy: Actor;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt?: number;
  readonly lastUsedAt?: number;
}

/** A role to give somebody. */
export interface NewBinding extends RoleGrant {
  readonly holder: HolderName;
}

/** A role that somebody has. */
export interface BindingView extends RoleGrant {
  readonly id: string;
  readonly role: Role;
  readonly holder: HolderName;
  readonly createdBy: Actor;
  readonly createdAt: number;
}

/** What somebody asked for and did not get. */
export interface NewRefusal {
  /** Absent: nobody knows who it was. */
  readonly actor?: Actor;
  readonly action: Action | "authenticate";
  readonly resource: Resource | { readonly kind: "route"; readonly method: string; readonly path: string };
  readonly code: string;
  readonly reason: string;
  /** The door: `api`, `slack`. */
  readonly via: string;
  readonly traceId: string;
  /** How many of the same source were only counted since the last that was recorded. */
  readonly dropped: number;
}

/** A refusal as people see it. */
export interface RefusalView extends NewRefusal {
  readonly id: string;
  readonly at: number;
}
