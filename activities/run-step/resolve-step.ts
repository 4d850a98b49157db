import { liveBindings } from "../../domain/bindings.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import { listExpressions, resolveConfig } from "../../domain/template.ts";
import type { StepAttempt } from "./attempt.ts";
import { promotionOf } from "./promotion-of.ts";
import { readComponent } from "./read-component.ts";
import type { StepPorts } from "./step-ports.ts";

/** A step's config as it is now, or that it is not to run. The config may hold secrets: never log it. */
export type ResolvedStep =
  | { readonly isSkipped: false; readonly config: unknown }
  | { readonly isSkipped: true; readonly reason: string };

/**
 * Evaluates a step's condition and, where that holds, its config: expressions over parameters, environment, release,
 * components, gates, steps, promotion and secrets, in the cell.
 *
 * @throws OrchestratorError `STEP_CONFIG_INVALID`, `SECRET_NOT_FOUND`, and what the expressions throw
 */
export async function resolveStep(ports: StepPorts, attempt: StepAttempt): Promise<ResolvedStep> {
  const { opened, step, turn } = attempt;
  const condition = turn.isUndo ? undefined : opened.if;
  if (condition !== undefined && !(await isTrue(ports, attempt, condition)))
    return { isSkipped: true, reason: `its condition is false: ${condition}` };
  const config = await resolve(ports, attempt, opened.config);
  const parsed = step.config.safeParse(config);
  if (parsed.success) return { isSkipped: false, config: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => `${["config", ...path].join(".")}: ${message}`);
  throw new OrchestratorError("STEP_CONFIG_INVALID", `its config is not valid: ${problems.join("; ")}`);
}

async function isTrue(ports: StepPorts, attempt: StepAttempt, condition: string): Promise<boolean> {
  const value = await resolve(ports, attempt, condition);
  if (typeof value === "boolean") return value;
  throw new OrchestratorError("EXPRESSION_TYPE", `its condition gives neither true nor false: ${condition}`);
}

async function resolve<Value extends Json>(ports: StepPorts, attempt: StepAttempt, value: Value): Promise<Json> {
  const bindings = await bindingsFor(ports, attempt, value);
  return await resolveConfig<Json>(value, async (expression) => await ports.expressions.evaluate(expression, bindings));
}

/** Bindings with the secrets and outputs that a value refers to, and no others. */
async function bindingsFor(ports: StepPorts, attempt: StepAttempt, value: Json): Promise<JsonObject> {
  const { opened } = attempt;
  const references = listExpressions(value).expressions.map(({ expression }) =>
    ports.expressions.references(expression),
  );
  const secrets: Record<string, string> = {};
  for (const name of new Set(references.flatMap((one) => one.secrets))) {
    const read = await ports.secrets.read(opened.project, name);
    attempt.secrets.add(read.value);
    secrets[name] = read.value;
  }
  const outputs: Record<string, JsonObject> = {};
  for (const name of new Set(references.flatMap((one) => one.components.map((component) => component.name)))) {
    const component = await readComponent(ports, attempt, name);
    if (component !== undefined) outputs[name] = component.outputs;
  }
  const { environmentUid, facts, gates, steps } = opened;
  const live = liveBindings(facts, { environmentUid, secrets, outputs });
  return { ...live, gates, steps, promotion: { ...promotionOf(opened) } };
}
