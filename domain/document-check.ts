import type { DocumentProblem, ErrorCode } from "./errors.ts";
import type { SchemaIssue } from "./describe-issues.ts";
import type { BlueprintDocument, Document, EnvironmentDocument, ReleaseDocument } from "./schema/documents.ts";
import type { ExpressionReferences } from "./schema/expression.ts";
import type { Json, JsonObject } from "./schema/json.ts";
import type { EnvironmentPhase } from "./schema/phases.ts";

/** More problems than these are not listed, and not looked for. */
export const PROBLEMS_MAX = 50;

/** A document and where its parts stand in its file, as the port `Documents` gives it. */
export interface CheckedDocument<Doc extends Document = Document> {
  readonly document: Doc;
  /** Position in the file, from 0. */
  readonly index: number;
  locate(pointer: string, part?: "value" | "key"): { readonly line: number; readonly column: number };
}

/** What a check needs to know of a component kind. */
export interface CheckedKind {
  /** The word in `kind:`. */
  readonly kind: string;
  /** Whether the component runs an artifact of the release. */
  readonly artifact: "required" | "optional" | "none";
  /** Names of its outputs. */
  readonly outputs: readonly string[];
  /** JSON Schema of its config, for "did you mean"; an empty object when there is none. */
  readonly configSchema: JsonObject;
  /** Complaints about a config without `readyWithin`; empty when it is right. */
  readonly parseConfig: (config: JsonObject) => readonly SchemaIssue[];
}

/** What is stored, as far as documents refer to it. The store's catalog has it. */
export interface CheckCatalog {
  readonly projects: readonly string[];
  readonly blueprints: readonly { readonly document: BlueprintDocument }[];
  readonly releases: readonly { readonly document: ReleaseDocument }[];
  readonly environments: readonly { readonly document: EnvironmentDocument; readonly phase: EnvironmentPhase }[];
  readonly snapshots: readonly { readonly id: string; readonly project: string; readonly kind: string }[];
}

/** Everything a check asks. */
export interface CheckSources {
  readonly catalog: CheckCatalog;
  readonly kinds: readonly CheckedKind[];
  /** Names of the cells there are. */
  readonly cells: readonly string[];
  /** As the port `Expressions`. */
  readonly references: (expression: string) => ExpressionReferences;
  /** As the port `Expressions`. */
  readonly evaluate: (expression: string, bindings: JsonObject) => Promise<Json>;
  /** Whether an artifact is stored whole. */
  readonly hasArtifact: (digest: string) => Promise<boolean>;
  /** Whether a project has a secret. */
  readonly hasSecret: (project: string, name: string) => Promise<boolean>;
}

/** Gathers the findings of one document, each place and message once. */
export interface Findings {
  /** Adds one; the same code, pointer and message again changes nothing. */
  add(code: ErrorCode, pointer: string, message: string): void;
  /** The same for a key that is wrong by itself, whatever its value. */
  addAtKey(code: ErrorCode, pointer: string, message: string): void;
  /** How many there are. */
  count(): number;
  /** All of them, with their positions. */
  problems(): readonly DocumentProblem[];
}

/** Findings of a document, none so far. */
export function findingsOf(checked: CheckedDocument): Findings {
  const found = new Map<string, DocumentProblem>();
  const note = (problem: Omit<DocumentProblem, "document">, part: "value" | "key") => {
    const key = `${problem.code} ${problem.pointer} ${problem.message}`;
    if (!found.has(key))
      found.set(key, { ...problem, document: checked.index, ...checked.locate(problem.pointer, part) });
  };
  return {
    add: (code, pointer, message) => note({ code, pointer, message }, "value"),
    addAtKey: (code, pointer, message) => note({ code, pointer, message }, "key"),
    count: () => found.size,
    problems: () => [...found.values()],
  };
}
