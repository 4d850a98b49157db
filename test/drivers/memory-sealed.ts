import type { PostgresPorts } from "../../activities/components/postgres/driver.ts";

/** Sealed values in memory, and all of them for a test to see. */
export function memorySealed(): PostgresPorts["sealed"] & {
  readonly valuesByComponent: Map<string, Record<string, string>>;
} {
  const valuesByComponent = new Map<string, Record<string, string>>();
  return {
    valuesByComponent,
    async seal(componentUid, values) {
      valuesByComponent.set(componentUid, { ...valuesByComponent.get(componentUid), ...values });
    },
    unseal: async (componentUid) => valuesByComponent.get(componentUid) ?? {},
    async forget(componentUid) {
      valuesByComponent.delete(componentUid);
    },
  };
}
