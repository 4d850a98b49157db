/** What the API answers about persons, groups, services, tokens and roles, as far as the CLI reads it. */

/** A role where it holds. */
export interface GrantView {
  readonly role: string;
  readonly project?: string;
  readonly class?: string;
  readonly environment?: string;
}

/** Who asks. */
export interface PrincipalView {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly grants: readonly GrantView[];
}

/** Whether somebody may do something. */
export interface CanIAnswer {
  readonly action: string;
  readonly isAllowed: boolean;
}

/** A person. */
export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly email?: string;
  readonly isActive: boolean;
  readonly groups: readonly string[];
  readonly identities: readonly { readonly system: string; readonly tenant: string; readonly subject: string }[];
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

/** Whom something is for. */
export interface HolderName {
  readonly kind: string;
  readonly name: string;
}

/** A token that was made; the token itself is there this once. */
export interface NewTokenAnswer {
  readonly id: string;
  readonly holder: HolderName;
  readonly expiresAt: number;
  readonly token?: string;
}

/** A token, without itself. */
export interface TokenView {
  readonly id: string;
  readonly holder: HolderName;
  readonly note: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt?: number;
  readonly lastUsedAt?: number;
}

/** A role that somebody has. */
export interface BindingView extends GrantView {
  readonly id: string;
  readonly holder: HolderName;
  readonly createdAt: number;
}

/** What somebody asked for and did not get. */
export interface RefusalView {
  readonly id: string;
  readonly at: number;
  readonly actor?: HolderName;
  readonly action: string;
  readonly resource: {
    readonly kind: string;
    readonly project?: string;
    readonly environment?: string;
    readonly path?: string;
    readonly method?: string;
  };
  readonly code: string;
  readonly reason: string;
  readonly via: string;
  readonly traceId: string;
  readonly dropped: number;
}
