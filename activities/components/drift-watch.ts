import type { Json } from "../../domain/schema/json.ts";
import type { ComponentIdentity, Subject } from "./driver.ts";

/** What a component looks like, by field, before anything of it is masked: never log it. */
export type RawFields = Readonly<Record<string, Json>>;

/** A component that is looked at for drift: its config is not at hand. */
export interface DriftSubject {
  readonly id: Pick<ComponentIdentity, "componentUid" | "environmentUid">;
  readonly incarnation: number;
}

/** What a look for drift found. */
export type DriftLook =
  /** Nothing of this incarnation is there. */
  | { readonly state: "absent"; readonly reason: string }
  /** It changes by itself just now: the next look will tell. */
  | { readonly state: "changing" }
  | {
      readonly state: "seen";
      readonly fields: RawFields;
      /** Fields that could not be seen this time, each a path or a beginning of paths that ends with a dot: they count as they were. */
      readonly unseen?: readonly string[];
      /** Why it is not well; absent where it is. */
      readonly unhealthy?: string;
      /** Who or what changed a field, or what lies in it, and when, by path, where the source tells. */
      readonly by?: Readonly<Record<string, { readonly who: string; readonly at?: number }>>;
    };

/** Where components are listed together: an account and region of a cell. */
export interface DriftPlace {
  readonly account: string;
  readonly region: string;
}

/** A page of a listing. */
export interface DriftPage {
  /** By component uid, ascending; what is not ours is left out. */
  readonly items: readonly (DriftSubject["id"] & { readonly incarnation: number; readonly look: DriftLook })[];
  /** The component uid up to which everything there is was listed; absent at the end of the listing. */
  readonly upTo?: string;
  /** Calls that it took. */
  readonly calls: number;
}

/** How a kind shows drift. */
export interface DriftWatch<Config = unknown> {
  /** Raised with every change of what `stated` or `look` answer for the same component, so that older baselines are known as such. */
  readonly version: number;
  /** Where it is listed; absent where its cell has one place for all: account and region `local`. */
  place?(config: Config): DriftPlace;
  /**
   * Fields as its config wants them, from what was applied. Fields that `look` shows besides are learned: what is there
   * when it becomes ready is what is wanted.
   */
  stated(subject: Subject<Config>, signal: AbortSignal): Promise<RawFields>;
  /** Looks at one component. @throws OrchestratorError when it cannot look */
  look(subject: DriftSubject, signal: AbortSignal): Promise<DriftLook>;
  /**
   * Lists the components of a place that come after a component uid, one page. Absent where a kind is looked at one by
   * one. @throws OrchestratorError `CLOUD_THROTTLED` with `retryAfterMs`, and others when it cannot list
   */
  lookAtMany?(page: DriftPlace & { readonly after?: string; readonly signal: AbortSignal }): Promise<DriftPage>;
  /**
   * Whether a field holds no secret, whoever has put it there. Of others that a look shows and nobody knows only the hash
   * is told. Absent where every field may hold one.
   */
  isPublic?(path: string): boolean;
  /** What puts a field back: a change in place, another incarnation, or nothing that Holdfast may do. */
  revertOf(path: string): "update" | "replace" | "none";
}
