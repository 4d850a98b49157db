import type { Eks } from "../../../adapters/eks/port.ts";
import type { HealthIssue } from "../../../domain/eks/health-issues.ts";
import type { Standing } from "../../../domain/eks/judge-status.ts";
import type { EksFields, ShownFields } from "../../../domain/eks/shown-fields.ts";
import type { Json, JsonObject } from "../../../domain/schema/json.ts";
import type { Driver } from "../driver.ts";
import type { EksMoves } from "./version-kind.ts";
import type { Notebook } from "./life-notes.ts";

/** EKS, and when to stop asking it. */
export interface Asking {
  readonly eks: Eks;
  readonly signal: AbortSignal;
}

/** Names under which a resource is found, each by the key of the config that gives it. */
export type Target = Readonly<Record<string, string>>;

/** What a look shows of a resource of any kind. */
export interface Seen {
  /** Tells this resource from another one that had, or will have, the same name. */
  readonly life: string;
  readonly arn: string;
  readonly standing: Standing;
  /** As EKS says it; for kinds without one, a word of ours. */
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly issues: readonly HealthIssue[];
}

/** One change of a resource in place. */
export interface Change {
  /** Names it among the changes of its kind, for tokens and notes. */
  readonly step: string;
  readonly fields: readonly string[];
  /** What is asked for: equal ones are the same wish. */
  readonly request: JsonObject;
  /** `type` of the update that it becomes; absent where it is done at once. */
  readonly updateType?: string;
  /** What EKS shows of its fields instead, for people; absent where nothing can be said of that. */
  readonly shows?: JsonObject;
  /** What is remembered once it is made. */
  readonly remembers?: JsonObject;
  /** Sends it, and answers the id of the update that it has become. */
  send(ask: Asking, token: string): Promise<string | undefined>;
}

/** Where a resource is, as it was noted. */
export interface Place {
  readonly target: Target;
  /** Absent while nobody knows it. */
  readonly life?: string | undefined;
}

/** A resource to make. */
export interface Creation<Config> {
  readonly config: Config;
  readonly tags: Record<string, string>;
  readonly token: string;
}

/** A resource to take away. */
export interface Removal<S extends Seen> extends Place {
  readonly seen: S;
  /** What the newest config says about it. */
  readonly forRemoval: JsonObject;
  /** Of the config that was brought about last. */
  readonly remembered: JsonObject;
  readonly token: string;
  readonly notebook: Notebook;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How a kind of resource shows drift, besides its tags and its health. */
export interface EksDrift<Config, S extends Seen> {
  /** Fields as a config states them. */
  stated(config: Config): EksFields;
  /**
   * Fields as EKS shows them.
   *
   * @param states - Keys that its config states.
   */
  shown(seen: S, states: ReadonlySet<string>): ShownFields;
  /** Paths that nothing puts back; one that ends with a dot stands for all below it. */
  readonly fixed: readonly string[];
  /** Whether it holds what another one of its name would not have: then only people make another one. */
  readonly holdsData?: true;
  /** Why nothing of it is put back, although a change could do it; empty where that may be done. */
  obstacles?(seen: S, config: Config): readonly string[];
}

/** A kind of resource of EKS: what is its own, besides what all of them share. */
export interface EksKind<Config, S extends Seen> {
  readonly about: Pick<
    Driver<Config>,
    "kind" | "summary" | "config" | "outputs" | "examples" | "readyWithinMs" | "replaceOn"
  >;
  /** How long it usually takes to make one, milliseconds. */
  readonly usualMs: number;
  target(config: Config): Target;
  /** Tags that the blueprint gives. */
  tags(config: Config): Readonly<Record<string, string>>;
  /** What the next change, or a removal, has to know of the config that was brought about last. */
  remember?(config: Config): JsonObject;
  /** What a removal has to know of the newest config, whether or not it comes about. */
  forRemoval?(config: Config): JsonObject;

  /** Looks; undefined where EKS does not know it. */
  find(ask: Asking, place: Place): Promise<S | undefined>;
  /**
   * Sends the creation, and answers the life of what is made where EKS tells it: the one that `find` shows. What stands
   * there already is a refusal that `exists`.
   */
  create(ask: Asking, creation: Creation<Config>): Promise<string | undefined>;
  /** Whether its creation leaves some of the config to changes that follow. Absent where it asks for all. */
  hasParts?(config: Config): boolean;
  /** Fields that are otherwise and cannot be changed. */
  fixed(seen: S, config: Config): readonly string[];
  /** Those of them that others can move nevertheless, and what is there, for people: for that it is not made anew. */
  movable?(seen: S): JsonObject;
  /** Why what is wanted cannot be had by a change; empty where it can. */
  obstacles?(seen: S, config: Config): readonly string[];
  /** Changes in place that are needed, in the order in which they are made. */
  changes(seen: S, config: Config, remembered: JsonObject): readonly Change[];
  /** Undefined while EKS has not told all of them. */
  outputs(seen: S): Readonly<Record<string, Json>> | undefined;
  /** How an update of it is found. Absent for kinds that know none. */
  updateOf?(target: Target): { readonly name: string; readonly nodegroupName?: string; readonly addonName?: string };

  readonly drift: EksDrift<Config, S>;

  /** What has to happen before it may be removed; `later` while it does. Absent where nothing has. */
  beforeRemove?(ask: Asking, removal: Removal<S>): Promise<"ready" | "later">;
  remove(ask: Asking, removal: Removal<S>): Promise<void>;
  /** How its version moves. Absent for kinds that have none. */
  readonly moves?: EksMoves<S>;
}
