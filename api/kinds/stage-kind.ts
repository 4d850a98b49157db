import type { CheckedStageKind } from "../../domain/document-check.ts";
import type { JsonObject } from "../../domain/schema/json.ts";

/** What the API tells and checks with of a gate kind or a step kind: all of it but what acts. */
export interface StageKind {
  /** The word in `kind:`. */
  readonly kind: string;
  /** One sentence. */
  readonly summary: string;
  /** What expressions find under its name, each with one sentence. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly examples: readonly JsonObject[];
  /** The same kind as documents are checked with it. */
  readonly checked: CheckedStageKind;
}

/** A gate kind or a step kind as people see it. */
export interface StageKindView extends Omit<StageKind, "checked"> {
  /** JSON Schema of its config. */
  readonly schema: JsonObject;
}

/** What people see of a kind. */
export function stageKindView({ kind, summary, outputs, examples, checked }: StageKind): StageKindView {
  return { kind, summary, outputs, schema: checked.configSchema, examples };
}
