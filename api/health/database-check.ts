import type { Store } from "../../adapters/store/port.ts";
import type { Check } from "./run-checks.ts";

/** Whether the database answers. */
export function databaseCheck(store: Pick<Store, "ping">): Check {
  return {
    name: "database",
    async run() {
      await store.ping();
      return undefined;
    },
  };
}
