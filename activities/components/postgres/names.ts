import { createHash } from "node:crypto";

/** Role that owns what lies in snapshots, and can do nothing else. */
export const SNAPSHOT_ROLE = "holdfast_snapshot";

/** Where a component's password is sealed: beside the outputs that the engine seals, and never one of them. */
export const PASSWORD = "driver.password";

const SNAPSHOT_PREFIX = "hfsnap_";

/** The role of a component, the same for all its incarnations. */
export function roleOf(componentUid: string): string {
  return `hf_${shortOf(componentUid)}`;
}

/** The database of a component: its readable name, and what makes it the component's own. At most 63 bytes. */
export function databaseOf(componentUid: string, readable: string): string {
  return `${readable}_${shortOf(componentUid)}`;
}

/** The readable name of a database of a component; the whole of its name where that is another's. */
export function readableOf(componentUid: string, database: string): string {
  const suffix = `_${shortOf(componentUid)}`;
  return database.endsWith(suffix) ? database.slice(0, -suffix.length) : database;
}

/** The database that holds a snapshot; one for each token. */
export function snapshotDatabaseOf(token: string): string {
  return `${SNAPSHOT_PREFIX}${createHash("sha256").update(token).digest("hex").slice(0, 24)}`;
}

/** Whether a database of that name holds a snapshot, or was to. */
export function isSnapshotDatabase(name: string): boolean {
  return name.startsWith(SNAPSHOT_PREFIX);
}

/** Comment on a role: the proof that it is a component's. */
export function roleMark(componentUid: string): string {
  return `holdfast role of ${componentUid}`;
}

/** Comment on a database: the proof that it is a component's, whole, and of which incarnation. */
export function databaseMark(componentUid: string, incarnation: number): string {
  return `holdfast database of ${componentUid} ${incarnation}`;
}

/** The incarnation that a comment names for a component; undefined when it is another comment. */
export function incarnationIn(comment: string | null, componentUid: string): number | undefined {
  const prefix = `holdfast database of ${componentUid} `;
  if (comment?.startsWith(prefix) !== true) return undefined;
  return Number(comment.slice(prefix.length));
}

/** Comment on a snapshot: the proof that it is a component's, and whole. */
export function snapshotMark(componentUid: string): string {
  return `holdfast snapshot of ${componentUid}`;
}

function shortOf(componentUid: string): string {
  return createHash("sha256").update(componentUid).digest("hex").slice(0, 12);
}
