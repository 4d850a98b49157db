import type {
  AddonDoc,
  AssociatedPolicy,
  AssociationDoc,
  ClusterDoc,
  EntryDoc,
  FargateDoc,
  Insight,
  NodegroupDoc,
  UpdateDoc,
} from "./shapes.ts";

/** What the API never shows of a cluster. */
export interface ClusterInner {
  /** The control-plane update that runs, whatever status a reader sees. */
  readonly updateId?: string;
  /** Until then mutations of the control plane are refused although the cluster is active. Simulated ms. */
  readonly hiddenUntil?: number;
  /** The update that a refusal by the hidden lock names. */
  readonly hiddenUpdateId?: string;
  readonly creator: string;
  /** Self-managed copies of add-ons; true when somebody changed one. */
  readonly selfManaged: Readonly<Record<string, boolean>>;
  /** The version it was made at, to which it cannot return from below. */
  readonly createdVersion: string;
  readonly previousVersion?: string;
  /** Simulated ms of the last upgrade in place. */
  readonly upgradedAt?: number;
  readonly insights: readonly Insight[];
  /** Simulated ms. */
  readonly insightsAt?: number;
  readonly insightsRefreshing?: boolean;
  readonly insightOverrides: Readonly<Record<string, { readonly status: string; readonly reason: string }>>;
}

export interface NodegroupInner {
  /** Whether nodes have joined. */
  readonly hasNodes: boolean;
}

export interface AddonInner {
  /** Somebody changed the running software behind the back of EKS. */
  readonly isEdited: boolean;
}

export interface EntryInner {
  readonly policies: readonly AssociatedPolicy[];
}

export interface UpdateInner {
  /** Incarnation of what is updated: what is made anew under its name has none of its updates. */
  readonly target: string;
}

interface DocByKind {
  readonly cluster: ClusterDoc;
  readonly nodegroup: NodegroupDoc;
  readonly addon: AddonDoc;
  readonly "access-entry": EntryDoc;
  readonly association: AssociationDoc;
  readonly "fargate-profile": FargateDoc;
  readonly update: UpdateDoc;
}

interface InnerByKind {
  readonly cluster: ClusterInner;
  readonly nodegroup: NodegroupInner;
  readonly addon: AddonInner;
  readonly "access-entry": EntryInner;
  readonly association: Readonly<Record<string, never>>;
  readonly "fargate-profile": Readonly<Record<string, never>>;
  readonly update: UpdateInner;
}

/** Kind of what the simulator keeps. */
export type Kind = keyof DocByKind;

export const KINDS: readonly Kind[] = [
  "cluster",
  "nodegroup",
  "addon",
  "access-entry",
  "association",
  "fargate-profile",
  "update",
];

/** Account and region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

interface Held<K extends Kind> extends Place {
  readonly key: string;
  readonly kind: K;
  /** Name of its cluster; its own for a cluster. */
  readonly cluster: string;
  /** Name, ARN or id, by which it is called in its cluster. */
  readonly name: string;
  /** The key with a number: the same name made again is another incarnation. */
  readonly incarnation: string;
  readonly doc: DocByKind[K];
  readonly inner: InnerByKind[K];
}

/** One thing in EKS, as it is, whatever a reader may see. */
export type ResourceOf<K extends Kind> = K extends Kind ? Held<K> : never;

export type Resource = ResourceOf<Kind>;

/** Where all of one kind lie: in a cluster, or for clusters in an account and region. */
export function folderOf({ account, region }: Place, kind: Kind, cluster: string): string {
  const place = `${account}/${region}/${kind}`;
  return kind === "cluster" ? place : `${place}/${cluster}`;
}

/** The key of one thing. */
export function keyOf(place: Place, kind: Kind, { cluster, name }: { cluster: string; name: string }): string {
  return `${folderOf(place, kind, cluster)}/${name}`;
}
