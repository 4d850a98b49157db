import type { CheckSources } from "./document-check.ts";
import type { KnownDocuments } from "./known-documents.ts";
import type { JsonObject } from "./schema/json.ts";
import type { StageScope } from "./stage-references.ts";

/** One gate or step of a stage. */
export interface StageItem {
  /** Its place in the document. */
  readonly path: readonly PropertyKey[];
  /** For people: `gate "change" of shop-prod`. */
  readonly title: string;
  readonly kind: string;
  readonly config: JsonObject;
  /** Of a step: the expression by which it may be skipped. */
  readonly condition?: string | undefined;
}

/** What a gate or step is checked with. */
export interface ItemGround {
  readonly scope: StageScope;
  readonly known: KnownDocuments;
  readonly sources: CheckSources;
  /** What expressions are tried with, secrets left out; absent where what it is made from is missing or faulty. */
  readonly bindings: JsonObject | undefined;
}
