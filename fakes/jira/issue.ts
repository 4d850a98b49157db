/** A JSON object as a caller sent it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** One issue with all that hangs on it. */
export interface Issue {
  readonly id: string;
  /** Changes when the issue moves to another project. */
  readonly key: string;
  /** The keys it had before; each still finds it. */
  readonly formerKeys: readonly string[];
  readonly projectKey: string;
  readonly issueType: string;
  readonly summary: string;
  readonly labels: readonly string[];
  /** Name of a status of the project's workflow. */
  readonly status: string;
  /** Null while it is unresolved. */
  readonly resolution: string | null;
  /** Id of the parent; null when it has none. */
  readonly parentId: string | null;
  /** Fields that are kept as they were sent, as `description`. */
  readonly otherFields: JsonObject;
  readonly properties: JsonObject;
  /** Oldest first. */
  readonly comments: readonly Comment[];
  readonly links: readonly IssueLink[];
  readonly remoteLinks: readonly RemoteLink[];
  readonly creator: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Whether it was deleted. Its id and key are never used again. */
  readonly isDeleted: boolean;
}

/** A comment. `body` is a document. */
export interface Comment {
  readonly id: string;
  readonly author: string;
  readonly body: JsonObject;
  readonly properties: JsonObject;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One end of a link between two issues; both ends carry its id. */
export interface IssueLink {
  readonly id: string;
  readonly type: string;
  /** What the other issue is to this one. */
  readonly other: "inwardIssue" | "outwardIssue";
  readonly otherId: string;
}

/** A link to something outside. */
export interface RemoteLink {
  readonly id: string;
  readonly globalId: string | null;
  readonly application: JsonObject | null;
  readonly relationship: string | null;
  readonly object: JsonObject;
}
