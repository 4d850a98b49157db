import { emptyStore } from "./store.ts";
import type { Eks } from "./start-eks.ts";
import type { Resource } from "./resource.ts";

/** All resources as they were at a simulated instant, or as they are; and what will happen to them by itself. */
export function readState({ log, store }: Eks, simMs: number | undefined) {
  if (simMs === undefined) return { resources: sorted(store.all()), timers: store.timers.all() };
  const then = emptyStore();
  for (const { simTime, writes } of log.lines()) {
    if (simTime > simMs) break;
    for (const write of writes) then.apply(write);
  }
  return { resources: sorted(then.all()), timers: then.timers.all() };
}

function sorted(resources: readonly Resource[]): readonly Resource[] {
  return resources.toSorted((left, right) => (left.key < right.key ? -1 : 1));
}
