import type { Artifacts } from "../../adapters/artifacts/port.ts";
import type { Authorization } from "../../adapters/authorization/port.ts";
import type { Calendar } from "../../adapters/calendar/port.ts";
import type { Secrets } from "../../adapters/secrets/port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { Gate } from "../gates/gate.ts";
import type { PlanTools } from "../plan-tools.ts";

/** What the activities of promotions work with. */
export interface PromotionPorts {
  readonly store: Store;
  readonly tools: PlanTools;
  readonly calendar: Calendar;
  /** The gate of each kind. */
  readonly gates: ReadonlyMap<string, Gate>;
  readonly secrets: Pick<Secrets, "read">;
  readonly authorization: Authorization;
  readonly artifacts: Pick<Artifacts, "files">;
  readonly fetch: typeof fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Called at named points of an effect's path, for tests that stop the process there. */
  readonly reached?: (point: string, effect: string) => void;
}
