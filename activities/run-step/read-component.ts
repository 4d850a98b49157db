import { OrchestratorError } from "../../domain/errors.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { StepComponent } from "../steps/step.ts";
import type { StepAttempt } from "./attempt.ts";
import type { StepPorts } from "./step-ports.ts";

/**
 * A component of the environment with all its outputs, secret ones out of the sealed store; undefined when there is
 * none of that name. @throws OrchestratorError `COMPONENT_FAILED` when the cell has lost a secret output
 */
export async function readComponent(
  ports: Pick<StepPorts, "sealed">,
  { opened, secrets }: Pick<StepAttempt, "opened" | "secrets">,
  name: string,
): Promise<StepComponent | undefined> {
  const { components } = opened;
  const row = Object.hasOwn(components, name) ? components[name] : undefined;
  if (row === undefined) return undefined;
  const { uid, kind, isReady, incarnation } = row;
  const sealed = row.outputs.some(({ isSecret }) => isSecret) ? await ports.sealed.unseal(uid) : {};
  const outputs: Record<string, Json> = {};
  for (const output of row.outputs) {
    const value = output.isSecret ? sealed[output.name] : output.value;
    if (value === undefined)
      throw new OrchestratorError(
        "COMPONENT_FAILED",
        `the cell has lost the secret output "${output.name}" of "${name}"`,
      );
    outputs[output.name] = value;
    if (output.isSecret) secrets.add(String(value));
  }
  return { uid, kind, isReady, incarnation, outputs };
}
