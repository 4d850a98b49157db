import { z } from "zod";

/** Points of a component's path at which a process dies. */
export const POINTS = [
  "before intent",
  "after intent",
  "behind the wire",
  "after wire",
  "before record",
  "after record",
] as const;
/** One of them. `behind the wire` is when a call has had its effect, and nobody has seen the answer. */
export type Point = (typeof POINTS)[number];

/** Where the process is to die while it works on a component. */
export interface Death {
  readonly point: Point;
  /** Which time it is reached in this attempt counts, from 1. */
  readonly nth: number;
}

/** One attempt at one component. */
export interface WorkerTask {
  readonly id: number;
  readonly turn: { readonly operationId: string; readonly componentUid: string; readonly epoch: number };
  readonly death?: Death;
}

/** What an attempt came to, as Temporal would be told. */
export type AttemptEnd =
  | { readonly state: "done" }
  | { readonly state: "again"; readonly why: string }
  | { readonly state: "failed"; readonly why: string };

/** What a worker says: that it can begin, or what came of a task. */
export type WorkerMessage = "ready" | { readonly id: number; readonly end: AttemptEnd };

/** How a worker process is started, in its variable `HOLDFAST_EXACT`. */
export const WorkerOptions = z.strictObject({
  databaseUrl: z.string(),
  /** Where the cell's key is. */
  stateDir: z.string(),
  eksUrl: z.string(),
  /** Real seconds per second of EKS. */
  timeScale: z.number(),
  /** File in which a process notes where it dies: `<task> <point>`. */
  deaths: z.string(),
});
/** The same, parsed. */
export type WorkerOptions = z.infer<typeof WorkerOptions>;
