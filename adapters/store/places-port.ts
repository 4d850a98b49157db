import type { Visible } from "../../domain/schema/access.ts";
import type { ChatChannels } from "../../domain/schema/chat-channels.ts";
import type { EnvironmentClass, EnvironmentDocument } from "../../domain/schema/documents.ts";

/** What the API needs of the truth to know what a request is about, before it answers. */
export interface StoreOfPlaces {
  /** Where something lies that a request names by its id; undefined when there is no such thing. */
  placeOf(thing: NamedThing): Promise<PlaceOfThing | undefined>;
  /** The environment of this name: the one that is there, else the last that was; undefined when there never was one. */
  placeOfEnvironment(project: string, environment: string): Promise<NamedEnvironment | undefined>;
  /** What the document of an environment says of its own end, of sleep and of drift; undefined where there is none. */
  saidOfEnvironment(project: string, environment: string): Promise<SaidOfEnvironment | undefined>;
  /** Where approvals of a project are told, as its document says; undefined where it says nothing, or there is none. */
  chatOfProject(project: string): Promise<ChatChannels | undefined>;
  /** Digests of the artifacts that releases of visible projects name. */
  artifactsIn(visible: Visible): Promise<readonly string[]>;
}

/** Something that is named by an id. */
export interface NamedThing {
  readonly kind: "operation" | "promotion" | "snapshot" | "veto" | "approval" | "delivery" | "finding";
  readonly id: string;
}

/** An environment and its class. */
export interface EnvironmentPlace {
  readonly project: string;
  readonly environment: string;
  readonly class: EnvironmentClass;
}

/** An environment of a name, which may be gone. */
export interface NamedEnvironment extends EnvironmentPlace {
  readonly isGone: boolean;
}

/** What an environment's document says that changes nothing of its components. */
export interface SaidOfEnvironment {
  readonly spec: Pick<EnvironmentDocument["spec"], "ttl" | "expires" | "sleep" | "onDrift">;
  /** When it is deleted, epoch milliseconds; absent for never. */
  readonly expiresAt?: number;
}

/** Where something lies. */
export interface PlaceOfThing {
  readonly project: string;
  /** Absent: in the project itself. */
  readonly environment?: EnvironmentPlace;
}
