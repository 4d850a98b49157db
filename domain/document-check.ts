import type { DocumentProblem, ErrorCode } from "./errors.ts";
import type { SchemaIssue } from "./describe-issues.ts";
import type {
  BlueprintDocument,
  ConnectionDocument,
  Document,
  EnvironmentDocument,
  FreezeWindowDocument,
  PipelineDocument,
  ReleaseDocument,
} from "./schema/documents.ts";
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

/**
 * What a check needs to know of a gate kind or a step kind. By convention a field `component` of a config names a
 * component, and a field `artifact` an artifact of the release.
 */
export interface CheckedStageKind {
  /** The word in `kind:`. */
  readonly kind: string;
  /** Names of what expressions find under `gates.<as>` or `steps.<as>`. */
  readonly outputs: readonly string[];
  /** JSON Schema of its config, for "did you mean". */
  readonly configSchema: JsonObject;
  /** Complaints about a config; empty when it is right. */
  readonly parseConfig: (config: JsonObject) => readonly SchemaIssue[];
  /** Names of the connections that a config uses. The config may be wrong: then as many as can be told. */
  readonly connections: (config: JsonObject) => readonly string[];
  /** Names of the components whose data a step changes; none of a gate. The config may be wrong, as above. */
  readonly changesDataOf: (config: JsonObject) => readonly string[];
}

/** Something about the times of a freeze window, as the port `Calendar` says it. */
export interface TimesProblem {
  /** A warning refuses nothing. */
  readonly severity: "error" | "warning";
  /** JSON pointer from the window's `spec` on. */
  readonly pointer: string;
  readonly message: string;
}

/** What is stored, as far as documents refer to it. The store's catalog has it. */
export interface CheckCatalog {
  readonly projects: readonly string[];
  readonly blueprints: readonly { readonly document: BlueprintDocument }[];
  readonly releases: readonly { readonly document: ReleaseDocument }[];
  readonly environments: readonly { readonly document: EnvironmentDocument; readonly phase: EnvironmentPhase }[];
  readonly snapshots: readonly { readonly id: string; readonly project: string; readonly kind: string }[];
  readonly connections: readonly { readonly document: ConnectionDocument }[];
  /** The current version of each. */
  readonly pipelines: readonly { readonly document: PipelineDocument }[];
}

/** Everything a check asks. */
export interface CheckSources {
  readonly catalog: CheckCatalog;
  readonly kinds: readonly CheckedKind[];
  readonly gates: readonly CheckedStageKind[];
  readonly steps: readonly CheckedStageKind[];
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
  /** As `check` of the port `Calendar`, now. */
  readonly checkTimes: (times: FreezeWindowDocument["spec"]) => readonly TimesProblem[];
  /** What is wrong with the address of a webhook; undefined where it may be called. As the port `NotificationWays`. */
  readonly checkWebhookUrl: (url: string) => string | undefined;
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
