import type { z } from "zod";
import type { CheckedKind } from "../../domain/document-check.ts";
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
