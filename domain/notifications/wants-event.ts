import type { EnvironmentClass } from "../schema/documents.ts";
import type { SubscriptionDocument } from "../schema/subscription.ts";
import { meansType } from "./event-pattern.ts";
import { isForEveryProject } from "./event-types.ts";

/** What of an event decides who is told. */
export interface AddressedEvent {
  readonly type: string;
  /** Empty for what is of no project: of all of them, or of the installation. */
  readonly project: string;
  /** Absent for what is of no environment. */
  readonly environment?: string;
  readonly class?: EnvironmentClass;
  /** Name of the subscription it is about; absent where it is about none. */
  readonly subscription?: string;
}

/**
 * Whether a subscription is told of an event: of its project or of what is meant for every project, of a type it names,
 * and, where it is narrowed, of one of its classes and environments. It is never told of itself: that it cannot be told
 * would be told again.
 */
export function wantsEvent({ metadata, spec }: SubscriptionDocument, event: AddressedEvent): boolean {
  if (event.project === "" ? !isForEveryProject(event.type) : event.project !== metadata.project) return false;
  if (event.subscription === metadata.name && event.project === metadata.project) return false;
  if (!spec.events.some((pattern) => meansType(pattern, event.type))) return false;
  if (spec.environments !== undefined && !spec.environments.some((name) => name === event.environment)) return false;
  return spec.classes === undefined || spec.classes.some((one) => one === event.class);
}
