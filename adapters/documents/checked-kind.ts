import type { z } from "zod";
import type { CheckedKind, CheckedStageKind } from "../../domain/document-check.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { toJsonSchema } from "./document-json-schemas.ts";

/** The parts of a driver that a check of documents needs. */
export interface KindDescription {
  readonly kind: string;
  readonly artifact: "required" | "optional" | "none";
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly config: z.ZodType;
}

/** A component kind as `checkDocuments` takes it, made from its driver. */
export function checkedKind({ kind, artifact, outputs, config }: KindDescription): CheckedKind {
  return {
    kind,
    artifact,
    outputs: Object.keys(outputs),
    configSchema: toJsonSchema(config),
    parseConfig: (value) => config.safeParse(value).error?.issues ?? [],
  };
}

/** The parts of a gate or a step that a check of documents needs. */
export interface StageKindDescription {
  readonly kind: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly config: z.ZodType;
  connections?(config: unknown): readonly string[];
  changesDataOf?(config: unknown): readonly string[];
}

/** A gate kind or a step kind as `checkDocuments` takes it. */
export function checkedStageKind(described: StageKindDescription): CheckedStageKind {
  const { kind, outputs, config } = described;
  const namesBy = (read: (config: unknown) => readonly string[]) => (value: JsonObject) => {
    const parsed = config.safeParse(value);
    return parsed.success ? read(parsed.data) : namesOfUnparsed(value, read);
  };
  return {
    kind,
    outputs: Object.keys(outputs),
    configSchema: toJsonSchema(config),
    parseConfig: (value) => config.safeParse(value).error?.issues ?? [],
    connections: namesBy((value) => described.connections?.(value) ?? []),
    changesDataOf: namesBy((value) => described.changesDataOf?.(value) ?? []),
  };
}

/** A config may lack a default, or hold a sample that its schema refuses; what it names can mostly be told all the same. */
function namesOfUnparsed(value: JsonObject, read: (config: unknown) => readonly string[]): readonly string[] {
  try {
    return read(value).filter((name) => typeof name === "string");
  } catch {
    return []; // What it reads is not there.
  }
}
