import type { StepSpec } from "../../domain/schema/documents.ts";
import type { Step } from "../steps/step.ts";

/** Names of the components whose data a step of a stage changes; empty for most. */
export function componentsChangedBy(steps: ReadonlyMap<string, Step>, { kind, config }: StepSpec): readonly string[] {
  const found = steps.get(kind);
  if (found?.changesDataOf === undefined) return [];
  const parsed = found.config.safeParse(config);
  if (parsed.success) return found.changesDataOf(parsed.data);
  // A config with expressions is known only at its turn; what names a component is written out.
  const { component } = config;
  return typeof component === "string" ? [component] : [];
}
