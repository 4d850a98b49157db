import type { Client } from "@temporalio/client";
import type { Graph } from "./graph/graph.ts";

/** Who is measured. */
export const CONTESTANTS = ["holdfast", "floor", "barrier"] as const;
/** One of them. */
export type ContestantName = (typeof CONTESTANTS)[number];

/** Resource ids in the simulated cloud, by component name, of one environment. */
export type ResourceIds = ReadonlyMap<string, string>;

/** Environments of one graph, to be started together. */
export interface Task {
  readonly graph: Graph;
  readonly environments: number;
  /** The ids that another contestant's resources had, so that the same durations are drawn; own ones when absent. */
  readonly resources?: readonly ResourceIds[];
}

/** What a set-up came to. Instants in epoch milliseconds. */
export interface SetUp {
  /** Just before the first request was sent. */
  readonly startedAt: number;
  /** When the last environment was there, on record. */
  readonly endedAt: number;
  readonly workflowIds: readonly string[];
  /** One per environment. */
  readonly resources: readonly ResourceIds[];
}

/** A contestant that runs, warm or cold, on a Temporal server of its own. */
export interface Running {
  readonly name: ContestantName;
  readonly temporal: Client;
  readonly cloudUrl: string;
  /** Pid of each process by role; children count with their parent. */
  pids(): Readonly<Record<string, number>>;
  /** Transactions that its database has committed so far; absent where it has none. */
  readonly commits?: () => Promise<number>;
  /** What a graph needs once, before environments of it are set up. */
  prepare(graph: Graph): Promise<void>;
  /** Sets environments up and returns when all of them are there. Throws when one does not get there. */
  setUp(task: Task): Promise<SetUp>;
  /** Stops everything it started and deletes its data. */
  stop(): Promise<void>;
}

/** How every contestant is started. */
export interface StartContestant {
  /** A directory of its own, not made yet. */
  readonly directory: string;
  readonly seed: string;
  /** Wall-clock seconds per cloud second. */
  readonly timeScale: number;
  /** What committed writes of the contestant's stores survive. */
  readonly durability: "process" | "disk";
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}
