import type { Driver } from "../../activities/components/driver.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { convergeWorld, type ConvergeWorld } from "../engine/converge-world.ts";

/** Seconds that a look takes, for the component and for EKS. */
const LOOK_S = 5;

/** One component under the engine that converges components, whose looks take simulated time. */
export interface UnderEngine {
  readonly engine: ConvergeWorld;
  /** Attempts until it is ready or failed: `done`, or the code of the fault. */
  settle(): Promise<string>;
  /** Another operation asks for another config of it. */
  ask(config: JsonObject): void;
}

/** Puts a driver under the engine. `pass` lets simulated seconds pass. */
export function underEngine<Config>(
  driver: Driver<Config>,
  asked: { readonly config: JsonObject; readonly readyWithinMs: number },
  pass: (seconds: number) => Promise<void>,
): UnderEngine {
  let operations = 1;
  const real = driver as Driver;
  const engine = convergeWorld({
    row: { spec: { config: asked.config, after: [] }, readyWithinMs: asked.readyWithinMs },
    driver: {
      ...real,
      async observe(subject, look) {
        await pass(LOOK_S);
        engine.clock.nowMs += LOOK_S * 1_000;
        return await real.observe(subject, look);
      },
    },
  });
  return {
    engine,
    async settle() {
      for (;;) {
        const result = await engine.attempt();
        if (result.state !== "waits") return result.state === "done" ? "done" : result.code;
      }
    },
    ask(config) {
      operations += 1;
      engine.records.row = { ...engine.records.row, action: "update", spec: { config, after: [] } };
      engine.records.takeTurn(`operation-${operations}`);
    },
  };
}
