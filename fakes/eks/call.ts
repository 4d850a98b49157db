import type { Override } from "./fault-schema.ts";
import type { Place } from "./resource.ts";
import type { World } from "./world.ts";

/** Who calls, and where. */
export interface Caller extends Place {
  /** ARN of the principal. */
  readonly principal: string;
}

/** A call of an operation, taken apart. */
export interface Call {
  readonly caller: Caller;
  /** The labels of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** What an injected fault makes of the transition that the call starts. */
  readonly override?: Override;
  /** How many simulated seconds behind a reader is, by an injected fault. */
  readonly staleSeconds: number;
}

/** What an operation answers. */
export interface Answer {
  readonly body: Readonly<Record<string, unknown>>;
  /** Key of what it changed; absent for a read. */
  readonly resource?: string;
}

/** One operation of the API. */
export interface Operation {
  readonly name: string;
  readonly method: "GET" | "POST" | "DELETE";
  /** Segments of the path; a label has a colon in front. */
  readonly path: readonly string[];
  readonly access: "read" | "write";
  /** Whether the body may carry `clientRequestToken`. */
  readonly takesToken: boolean;
  /** @throws Refused */
  run(world: World, call: Call): Answer;
}

/** A label of the path. */
export function label(call: Call, name: string): string {
  return call.path[name] ?? "";
}

/** The instant of the world that the reader of a call sees, in simulated ms. */
export function seenAt(world: World, call: Call): number {
  return world.nowMs - call.staleSeconds * 1000;
}
