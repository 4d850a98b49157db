import type { EnvironmentClass } from "./documents.ts";

/** What a binding lets somebody do. Each includes what its docs page says; none includes another by accident. */
export const ROLES = ["viewer", "developer", "approver", "operator", "admin"] as const;
/** One of the roles above. */
export type Role = (typeof ROLES)[number];

/** What somebody wants to do with a resource. Every route, command and button declares one. */
export const ACTIONS = [
  /** Read it. Never refused by a freeze or a hold. */
  "view",
  /** Apply documents, push artifacts, create releases. */
  "apply",
  /** Ask for promotions, rollbacks and sweeps, cancel promotions, suspend and resume, wake, let live longer. */
  "promote",
  /** Vote on an approval, withdraw one's vote. */
  "vote",
  /** Answer to a finding of drift: put it back, accept it, adopt it, leave it for a while. */
  "answer-drift",
  /** Decide about what is held, veto, freeze, revoke, abandon, pass by a freeze; say what pipelines ask, and whom they tell. */
  "operate",
  /** Delete environments, snapshots and documents. */
  "delete",
  /** Set and delete secrets. */
  "write-secrets",
  /** People, groups, roles, tokens. */
  "administer",
] as const;
/** One of the actions above. */
export type Action = (typeof ACTIONS)[number];

/** What an action is about: the whole installation, a project, or an environment of one. */
export type Resource =
  | { readonly kind: "organisation" }
  | { readonly kind: "project"; readonly project: string }
  | {
      readonly kind: "environment";
      readonly project: string;
      readonly environment: string;
      readonly class: EnvironmentClass;
    };

/** A role where it holds: everywhere, in a project, in a class (of a project, or of all), or in one environment. */
export interface RoleGrant {
  readonly role: Role;
  readonly project?: string;
  readonly class?: EnvironmentClass;
  readonly environment?: string;
}

/** Who acts, with all that decides what they may do. Grants of their groups are among the grants. */
export interface Principal {
  /** `installation`: who holds the token of the installation's own file; may everything but vote. */
  readonly kind: "person" | "service" | "installation";
  /** Never changes and is never reused. */
  readonly id: string;
  /** Unique; for people and the record. */
  readonly name: string;
  /** False: deactivated; may nothing. */
  readonly isActive: boolean;
  readonly groups: readonly string[];
  readonly grants: readonly RoleGrant[];
}

/** Where accounts are linked from. */
export const IDENTITY_SYSTEMS = ["slack", "oidc"] as const;
/** One of the systems above. */
export type IdentitySystem = (typeof IDENTITY_SYSTEMS)[number];

/** What somebody may see: what lies in one of these places, or everything. A place is a grant without its role. */
export type Visible = "everything" | readonly Place[];
/** Where a grant holds; what is absent does not narrow it. */
export type Place = Omit<RoleGrant, "role">;
