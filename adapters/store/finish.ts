import type { Hold } from "../../domain/schema/environment-work.ts";
import type { OperationOutcome } from "../../domain/schema/phases.ts";
import type { LockedEnvironment } from "./lock-environment.ts";
import type { LockedOperation } from "./lock-operation.ts";
import type { Actor } from "./views-port.ts";

/** How an operation ends. Its environment's row is locked. */
export interface Finish {
  readonly operation: LockedOperation;
  readonly environment: LockedEnvironment;
  readonly state: OperationOutcome;
  /** One line for people. */
  readonly reason: string;
  readonly actor: Actor;
  /** A hold to set; absent for none. */
  readonly hold?: Hold;
}
