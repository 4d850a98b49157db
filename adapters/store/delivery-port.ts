import type { DeliveryFacts } from "../../domain/delivery-facts.ts";
import type { Visible } from "../../domain/schema/access.ts";
import type { EnvironmentClass } from "../../domain/schema/documents.ts";

/** What the API needs of the truth to measure delivery. */
export interface StoreOfDelivery {
  /**
   * Promotions that have ended, in any order, and the releases that they name, also deleted ones. Environments that are
   * gone count as those that are there.
   * @throws OrchestratorError `STORE_UNREACHABLE`
   */
  deliveryFacts(query: DeliveryFactsQuery): Promise<DeliveryFacts>;
}

/** Which promotions; what is absent does not matter. */
export interface DeliveryFactsQuery {
  readonly project?: string;
  /** By name. */
  readonly environment?: string;
  /** Class of the environment. */
  readonly stageClass?: EnvironmentClass;
  /** Only what may be seen; absent: everything. */
  readonly visible?: Visible;
  /** First instant of those that ended, epoch milliseconds. */
  readonly endedFromMs: number;
  /** First instant after them. */
  readonly endedBeforeMs: number;
}
