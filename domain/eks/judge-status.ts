/** What a status means for whoever waits. */
export type Standing =
  /** Nothing goes on, and it works. */
  | "settled"
  /** It works on itself. */
  | "changing"
  /** It is there and not well; it may become well by itself, or by a change. */
  | "degraded"
  /** Its last update failed; another one may follow. */
  | "update failed"
  /** It will not become ready: it has to be made anew. */
  | "failed"
  /** Its deletion got stuck. */
  | "deletion failed"
  | "deleting"
  /** A word that we do not know: wait, and say so. */
  | "unknown";

const CLUSTER: Readonly<Record<string, Standing>> = {
  CREATING: "changing",
  PENDING: "changing",
  UPDATING: "changing",
  ACTIVE: "settled",
  DELETING: "deleting",
  FAILED: "failed",
};

const NODEGROUP: Readonly<Record<string, Standing>> = {
  CREATING: "changing",
  UPDATING: "changing",
  ACTIVE: "settled",
  DEGRADED: "degraded",
  CREATE_FAILED: "failed",
  DELETING: "deleting",
  DELETE_FAILED: "deletion failed",
};

const ADDON: Readonly<Record<string, Standing>> = {
  ...NODEGROUP,
  UPDATE_FAILED: "update failed",
};

const FARGATE_PROFILE: Readonly<Record<string, Standing>> = {
  CREATING: "changing",
  ACTIVE: "settled",
  CREATE_FAILED: "failed",
  DELETING: "deleting",
  DELETE_FAILED: "deletion failed",
};

/** What has a status at all. */
export type WithStatus = "cluster" | "nodegroup" | "addon" | "fargate profile";

const STANDINGS = {
  cluster: CLUSTER,
  nodegroup: NODEGROUP,
  addon: ADDON,
  "fargate profile": FARGATE_PROFILE,
} as const satisfies Record<WithStatus, Readonly<Record<string, Standing>>>;

/** Tells what a status of EKS means. What we do not know yet is `unknown`, and so is an absent one. */
export function judgeStatus(of: WithStatus, status: string | undefined): Standing {
  const table: Readonly<Record<string, Standing>> = STANDINGS[of];
  return status !== undefined && Object.hasOwn(table, status) ? (table[status] ?? "unknown") : "unknown";
}
