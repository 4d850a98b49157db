/** What a user may be allowed to do in a project. */
export const PERMISSIONS = [
  "BROWSE_PROJECTS",
  "CREATE_ISSUES",
  "EDIT_ISSUES",
  "TRANSITION_ISSUES",
  "LINK_ISSUES",
  "ADD_COMMENTS",
  "EDIT_OWN_COMMENTS",
  "EDIT_ALL_COMMENTS",
] as const;

/** One of the permissions the simulator knows. */
export type Permission = (typeof PERMISSIONS)[number];

/** An account. */
export interface User {
  readonly email: string;
  /** API token, and the secret of the OAuth credentials whose id is the email. */
  readonly token: string;
  readonly displayName: string;
  /** Permissions by project key; `*` stands for every project that is not named. */
  readonly permissions: Readonly<Record<string, readonly Permission[]>>;
}

/** Whether a user has a permission in a project. */
export function isAllowed(user: User, projectKey: string, permission: Permission): boolean {
  return (user.permissions[projectKey] ?? user.permissions["*"] ?? []).includes(permission);
}

/** The account as the REST API shows it. */
export function userJson(email: string, base: string): Record<string, unknown> {
  const accountId = `sim:${Buffer.from(email).toString("hex").slice(0, 24)}`;
  return {
    self: `${base}/rest/api/3/user?accountId=${encodeURIComponent(accountId)}`,
    accountId,
    accountType: "atlassian",
    emailAddress: email,
    displayName: email.split("@")[0] ?? email,
    active: true,
  };
}
