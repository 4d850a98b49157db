import { isDeepStrictEqual } from "node:util";
import type { ComponentIdentity, Driver } from "../../../activities/components/driver.ts";
import { SimulatedConfig } from "../../../activities/components/simulated/schema.ts";

/** A thing that was made for a component. */
export interface ModelResource {
  readonly id: ComponentIdentity;
  readonly incarnation: number;
  readonly config: SimulatedConfig;
  readonly isBroken: boolean;
}

/** A cloud in memory whose things are there at once, or broken. */
export interface ModelCloud {
  readonly driver: Driver<SimulatedConfig>;
  /** By component uid and incarnation. */
  readonly resources: ReadonlyMap<string, ModelResource>;
  /** Components that were acted on since it was last asked. */
  takeActions(): readonly ComponentIdentity[];
  /** Takes a component's thing away, as a death would. */
  kill(componentUid: string, incarnation: number): void;
}

/** @param isBroken - Decides of each thing that is made or changed whether it breaks. */
export function modelCloud(isBroken: () => boolean): ModelCloud {
  const resources = new Map<string, ModelResource>();
  const dead = new Set<string>();
  let actions: ComponentIdentity[] = [];
  const keyOf = (componentUid: string, incarnation: number) => `${componentUid}-i${incarnation}`;
  const driver: Driver<SimulatedConfig> = {
    kind: "simulated",
    summary: "A thing in memory.",
    config: SimulatedConfig,
    artifact: "none",
    outputs: { url: "public" },
    examples: [],
    expectedMs: () => 10,
    readyWithinMs: 3_600_000,
    replaceOn: ["config.type"],
    async observe({ id, incarnation, config }) {
      const found = resources.get(keyOf(id.componentUid, incarnation));
      if (dead.has(keyOf(id.componentUid, incarnation))) return { state: "gone", reason: "it died" };
      if (found === undefined) return await Promise.resolve({ state: "absent" });
      if (found.isBroken) return { state: "failed", code: "COMPONENT_FAILED", reason: "it broke" };
      const fields = isDeepStrictEqual(found.config, config) ? [] : ["config.properties"];
      if (fields.length > 0) return { state: "differs", fields, replace: found.config.type !== config.type };
      return { state: "ready", outputs: { url: `local://${id.componentUid}/${incarnation}` } };
    },
    async apply({ id, incarnation, config }) {
      actions.push(id);
      resources.set(keyOf(id.componentUid, incarnation), { id, incarnation, config, isBroken: isBroken() });
      await Promise.resolve();
    },
    async remove({ id, incarnation, scope }) {
      actions.push(id);
      for (const [key, resource] of resources)
        if (
          resource.id.componentUid === id.componentUid &&
          (scope === "component" || resource.incarnation === incarnation)
        )
          resources.delete(key);
      return await Promise.resolve("gone");
    },
  };
  return {
    driver,
    resources,
    takeActions() {
      const taken = actions;
      actions = [];
      return taken;
    },
    kill(componentUid, incarnation) {
      const key = keyOf(componentUid, incarnation);
      if (resources.delete(key)) dead.add(key);
    },
  };
}
