import { checkedKind, checkedStageKind } from "../../adapters/documents/checked-kind.ts";
import { componentKinds } from "../../workers/component-kinds.ts";
import { gateByKind, stepByKind } from "../../workers/gates-and-steps.ts";

/** The product's own kinds of components, gates and steps, as the API knows them. */
export const productKinds = {
  kinds: componentKinds.map((driver) => ({ ...driver, checked: checkedKind(driver) })),
  gates: [...gateByKind.values()].map((gate) => ({ ...gate, checked: checkedStageKind(gate) })),
  steps: [...stepByKind.values()].map((step) => ({ ...step, checked: checkedStageKind(step) })),
};
