import type { z } from "zod";
import type { ErrorCode } from "../../domain/errors.ts";
import type { DriftField } from "../../domain/schema/drift.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import type { DriftWatch } from "./drift-watch.ts";
import type { VersionMoves } from "./version-moves.ts";

/** The component that a driver is asked about. Everything a driver needs, and nothing of the engine. */
export interface Subject<Config = unknown> {
  /** Stable for the component's life: project, environment and component in a form fit for names. */
  readonly id: ComponentIdentity;
  /** Which life of the component this is, from 1. Raised when the previous one is gone or replaced. */
  readonly incarnation: number;
  /** The config with every expression resolved, secrets included: never log it. */
  readonly config: Config;
  /** Digest of the artifact it runs; absent where its kind runs none. */
  readonly artifact?: string;
  /** Snapshot to start from, when the component is created; absent for an empty start. */
  readonly restoreFrom?: SnapshotReference;
  /**
   * Fields that have drifted and are to be as wanted again, in a call that puts drift back; absent in others, and empty where
   * nothing of it differs that may be put back. What its config
   * states is not among what a driver needs to know: these tell it of what was learned.
   */
  readonly putBack?: readonly Pick<DriftField, "path" | "wanted">[];
  /** What the look that this call follows has told of it under the same name: such a driver need not look again. */
  readonly seen?: unknown;
  /** Names the effect of this call: a repeat with the same token joins the first. 52 characters of base32. */
  readonly token: string;
}

/** Who a component is. */
export interface ComponentIdentity {
  readonly environmentUid: string;
  readonly componentUid: string;
  readonly project: string;
  readonly environment: string;
  readonly component: string;
}

/** A snapshot as its driver named it. */
export interface SnapshotReference {
  readonly id: string;
  /** Where the driver finds it again; opaque to everybody else. */
  readonly location: string;
}

/** What a look found. */
export type Observation =
  /** Nothing of this incarnation is there and nothing proves that it ever was. */
  | { readonly state: "absent" }
  /** This incarnation was there and is proven gone (dead process, deleted resource). */
  | { readonly state: "gone"; readonly reason: string; readonly log?: readonly string[] }
  /** It is there and not as wanted. `replace` when it cannot be changed in place. */
  | {
      readonly state: "differs";
      readonly fields: readonly string[];
      readonly replace: boolean;
      /** For the call that follows at once; nothing to anybody else. */
      readonly seen?: unknown;
    }
  /**
   * On its way. `reason` is shown while it waits: the address asked and what it answered. `since` is when it was begun, epoch
   * milliseconds; absent where the kind does not note it.
   */
  | {
      readonly state: "changing";
      readonly reason?: string;
      readonly log?: readonly string[];
      readonly since?: number;
    }
  /** It will not become ready by waiting. */
  | { readonly state: "failed"; readonly code: ErrorCode; readonly reason: string; readonly log?: readonly string[] }
  /** As wanted. `since` is when its creation was begun, as above. */
  | { readonly state: "ready"; readonly outputs: Readonly<Record<string, Json>>; readonly since?: number };

/**
 * One component kind: looks and acts, each at once and repeatably. Waiting, retries, limits, the effect
 * ledger, rows and masking belong to the engine around it.
 */
export interface Driver<Config = unknown> {
  /** The word in `kind:`. */
  readonly kind: string;
  /** One sentence for lists and the reference page. */
  readonly summary: string;
  /** Strict schema of `config`, without `readyWithin`. Expressions are resolved before it is parsed. */
  readonly config: z.ZodType<Config>;
  /** Whether the component runs an artifact of the release. */
  readonly artifact: "required" | "optional" | "none";
  /** Every output, and whether it is secret. */
  readonly outputs: Readonly<Record<string, "public" | "secret">>;
  /** Configs that the docs show and the tests parse. */
  readonly examples: readonly JsonObject[];
  /** How long it usually takes before anything was learned, milliseconds. A guess may use the config. */
  readonly expectedMs: (config: JsonObject) => number;
  /** Default of `readyWithin`, milliseconds. */
  readonly readyWithinMs: number;
  /** Top-level inputs (`artifact`, `config.<key>`) whose change cannot be made in place. */
  readonly replaceOn: readonly string[];

  /**
   * How long a look may usefully block for a change, milliseconds; absent where it answers at once. The longer, the
   * fewer calls, and the later people hear what it waits for.
   */
  readonly blocksForMs?: number;
  /**
   * Shortest time between two looks, milliseconds, where each is a call that others of the same account pay for: they come
   * when it is likely to be ready, and hardly before. Absent where looks cost nothing.
   */
  readonly looksApartMs?: number;

  /** Looks. May block up to `waitMs` for a change. @throws OrchestratorError with a retryable code when it cannot look. */
  observe(
    subject: Subject<Config>,
    options: { readonly waitMs: number; readonly signal: AbortSignal },
  ): Promise<Observation>;
  /**
   * Finds out, before an incarnation is taken away for another one, whether the other one could be made; touches nothing.
   * Absent where a kind cannot know. @throws OrchestratorError what `apply` would throw
   */
  prepare?(subject: Subject<Config>, signal: AbortSignal): Promise<void>;
  /** Makes this incarnation as wanted, or joins the call of the same token. Returns when the system has accepted it. */
  apply(subject: Subject<Config>, signal: AbortSignal): Promise<void>;
  /** Takes this incarnation away; the absent counts as taken. `isLast` also frees what outlives an incarnation (ports, directories, data). */
  remove(subject: RemovalSubject, signal: AbortSignal): Promise<"gone" | "going">;
  /**
   * Stops it for a while, and leaves what it will need when it is converged again; one that is stopped counts as stopped.
   * Absent where a kind cannot.
   */
  sleep?(subject: Omit<RemovalSubject, "scope">, signal: AbortSignal): Promise<"asleep" | "going">;
  /** A look so cheap that it may happen twice a second, without the config: is what was ready still alive? Absent where a kind offers none. */
  check?(subject: CheckSubject, signal: AbortSignal): Promise<Liveness>;
  /** Copies the data; a repeat with the same token answers the same snapshot, undefined when there is nothing to copy. Absent where the kind holds no data. */
  snapshot?(subject: SnapshotSubject, signal: AbortSignal): Promise<SnapshotReference | undefined>;
  /** Deletes a snapshot; the absent counts as deleted. Present where `snapshot` is. */
  deleteSnapshot?(snapshot: SnapshotReference, signal: AbortSignal): Promise<void>;
  /** Whether its data goes with it where it is not copied by `snapshot`: what puts drift back makes no other one. */
  readonly holdsData?: true;
  /** How it shows drift. Absent where a kind knows none. */
  readonly drift?: DriftWatch<Config>;
  /** How its version moves. Absent where a kind has none that moves by steps. */
  readonly upgrade?: VersionMoves;
}

/** What is left to know of a component that is taken away: its config may be gone with its blueprint. */
export interface RemovalSubject {
  readonly id: ComponentIdentity;
  readonly incarnation: number;
  readonly token: string;
  /** `incarnation`: another one follows. `component`: nothing follows. */
  readonly scope: "incarnation" | "component";
}

/** A component whose data is copied. */
export interface SnapshotSubject extends RemovalSubject {
  /** True when this life is taken away next: nobody gets at its data after the copy, or that would be lost. */
  readonly isLast?: true;
}

/** What a check knows of a component. */
export interface CheckSubject {
  readonly id: Pick<ComponentIdentity, "componentUid" | "environmentUid">;
  readonly incarnation: number;
}

/** What a check found. `reason` is one word (`exited`, `unhealthy`), `detail` a line for people. */
export type Liveness =
  | { readonly state: "alive" }
  | { readonly state: "dead"; readonly reason: string; readonly detail: string };

/** Types a driver by its config schema. The list of drivers holds them with the config type forgotten. */
export function defineDriver<Config>(driver: Driver<Config>): Driver<Config> {
  return driver;
}
