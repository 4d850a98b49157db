import type { JsonObject } from "../schema/json.ts";

/** An event as it is told to somebody. */
export interface NotifiedEvent {
  /** Its place in the record; absent for a test, which is not recorded. */
  readonly seq?: number;
  readonly type: string;
  /** An instant of RFC 3339, in UTC. */
  readonly time: string;
  readonly actor: { readonly kind: string; readonly name: string };
  /** Empty for what is of every project. */
  readonly project: string;
  readonly environment?: string;
  readonly component?: string;
  readonly operationId?: string;
  readonly promotionId?: string;
  /** One line for people. No secrets. */
  readonly message: string;
  readonly data: JsonObject;
}
