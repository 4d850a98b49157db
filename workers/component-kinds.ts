import { drivers, type DriverPorts } from "../activities/components/index.ts";
import type { Driver } from "../activities/components/driver.ts";

/** The control plane knows what kinds there are; what they touch belongs to the cells. */
const noCell = new Proxy({} as DriverPorts, {
  get: (_, name) => {
    if (name === "timeScale") return timeScaleOf(process.env);
    if (name === "eksTimeScale") return eksTimeScaleOf(process.env);
    return () => {
      throw new Error(`the control plane reaches no cell ("${String(name)}")`);
    };
  },
});

/** Every component kind, for plans, checks and docs; asking one of them to look or act throws. */
export const componentKinds: readonly Driver[] = drivers(noCell);

/** The same by the word in `kind:`. */
export const componentKindByName: Readonly<Record<string, Driver>> = Object.fromEntries(
  componentKinds.map((kind) => [kind.kind, kind]),
);

/** Real seconds per second of the simulated cloud, from `HOLDFAST_CLOUD_TIME_SCALE`; 1 when absent. */
export function timeScaleOf(variables: NodeJS.ProcessEnv): number {
  return scaleOf(variables["HOLDFAST_CLOUD_TIME_SCALE"]);
}

/** Real seconds per second of EKS, from `HOLDFAST_EKS_TIME_SCALE`; 1 when absent, and for AWS. */
export function eksTimeScaleOf(variables: NodeJS.ProcessEnv): number {
  return scaleOf(variables["HOLDFAST_EKS_TIME_SCALE"]);
}

function scaleOf(text = "1"): number {
  const scale = Number(text);
  return Number.isFinite(scale) && scale > 0 ? scale : 1;
}
