import type { Gate } from "../activities/gates/gate.ts";
import { gates } from "../activities/gates/index.ts";
import { steps } from "../activities/steps/index.ts";
import type { Step } from "../activities/steps/step.ts";

/** Every gate kind, by the word in `kind:`. */
export const gateByKind: ReadonlyMap<string, Gate> = new Map(gates.map((gate) => [gate.kind, gate]));

/** Every step kind, by the word in `kind:`. */
export const stepByKind: ReadonlyMap<string, Step> = new Map(steps.map((step) => [step.kind, step]));
