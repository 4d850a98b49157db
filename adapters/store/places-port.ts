import type { Visible } from "../../domain/schema/access.ts";
import type { ChatChannels } from "../../domain/schema/chat-channels.ts";
import type { EnvironmentClass } from "../../domain/schema/documents.ts";

/** What the API needs of the truth to know what a request is about, before it answers. */
export interface StoreOfPlaces {
  /** Where something lies that a request names by its id; undefined when there is no such thing. */
  placeOf(thing: NamedThing): Promise<PlaceOfThing | undefined>;
  /** The environment of this name: the one that is there, else the last that was; undefined when there never was one. */
  placeOfEnvironment(project: string, environment: string): Promise<NamedEnvironment | undefined>;
  /** Where approvals of a project are told, as its document says; undefined where it says nothing, or there is none. */
  chatOfProject(project: string): Promise<ChatChannels | undefined>;
  /** Digests of the artifacts that releases of visible projects name. */
  artifactsIn(visible: Visible): Promise<readonly string[]>;
}

/** Something that is named by an id. */
export interface NamedThing {
  readonly kind: "operation" | "promotion" | "snapshot" | "veto" | "approval" | "delivery";
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

/** Where something lies. */
export interface PlaceOfThing {
  readonly project: string;
  /** Absent: in the project itself. */
  readonly environment?: EnvironmentPlace;
}
