/** Every failure reported on purpose. A code is public API: add, never rename or reuse. */
export const ERROR_CODES = {
  // What a person sent.
  BODY_TOO_LARGE: { retryable: false, httpStatus: 413, hint: "Send at most 1 MiB; split the file into several." },
  DOCUMENT_SYNTAX: { retryable: false, httpStatus: 422, hint: "Correct the YAML or JSON at the position shown." },
  DOCUMENT_TOO_COMPLEX: { retryable: false, httpStatus: 422, hint: "Use at most 50 aliases and 64 levels." },
  DOCUMENT_INVALID: { retryable: false, httpStatus: 422, hint: "Compare the document with its JSON Schema." },
  DOCUMENT_DUPLICATE: { retryable: false, httpStatus: 422, hint: "Give each document of a kind its own name." },
  KIND_UNKNOWN: { retryable: false, httpStatus: 422, hint: "Use one of the kinds listed." },
  COMPONENT_KIND_UNKNOWN: { retryable: false, httpStatus: 422, hint: "Use one of the component kinds listed." },
  COMPONENT_CONFIG_INVALID: { retryable: false, httpStatus: 422, hint: "Compare the config with the kind's schema." },
  COMPONENT_KIND_CHANGED: {
    retryable: false,
    httpStatus: 422,
    hint: "Give the component of the other kind another name; the old one is deleted by the same plan.",
  },
  REFERENCE_UNKNOWN: { retryable: false, httpStatus: 422, hint: "Correct the name, or add what it names." },
  GRAPH_CYCLE: { retryable: false, httpStatus: 422, hint: "Remove one of the dependencies of the cycle." },
  GRAPH_TOO_LARGE: { retryable: false, httpStatus: 422, hint: "Use at most 5,000 components in one environment." },
  EXPRESSION_INVALID: { retryable: false, httpStatus: 422, hint: "Correct the expression; it is CEL." },
  EXPRESSION_TYPE: {
    retryable: false,
    httpStatus: 422,
    hint: "Make the expression give the type that the field takes.",
  },
  EXPRESSION_TOO_COSTLY: { retryable: false, httpStatus: 422, hint: "Simplify the expression; it may run for 100 ms." },
  PARAMETER_UNKNOWN: { retryable: false, httpStatus: 422, hint: "Use a parameter that the blueprint declares." },
  PARAMETER_INVALID: { retryable: false, httpStatus: 422, hint: "Compare the value with the blueprint's parameters." },
  PARAMETER_MISSING: { retryable: false, httpStatus: 422, hint: "Give a value, or a default in the blueprint." },
  ARTIFACT_MISSING: { retryable: false, httpStatus: 422, hint: "Add the artifact's digest to the release." },
  ARTIFACT_NOT_FOUND: { retryable: false, httpStatus: 422, hint: "Push it: holdfast artifact push DIR" },
  ARTIFACT_CORRUPT: { retryable: false, httpStatus: 500, hint: "Push it again: holdfast artifact push DIR" },
  ARTIFACT_INVALID: { retryable: false, httpStatus: 422, hint: "Push a directory of regular files inside the limits." },
  SECRET_NOT_FOUND: {
    retryable: false,
    httpStatus: 422,
    hint: "Set it: holdfast secret set PROJECT NAME. An AWS cell has its secrets in AWS Secrets Manager.",
  },
  SECRET_INVALID: { retryable: false, httpStatus: 422, hint: "Give a name and a value inside the limits." },
  VERSION_IMMUTABLE: { retryable: false, httpStatus: 409, hint: "Give the changed content a new version." },
  CELL_UNKNOWN: { retryable: false, httpStatus: 422, hint: "Use a cell that is registered; here it is: local" },
  ENVIRONMENT_PROTECTED: { retryable: false, httpStatus: 409, hint: "Apply it with spec.protected: false first." },
  ENVIRONMENT_FROZEN: {
    retryable: false,
    httpStatus: 409,
    hint: "Wait for the end of the freeze, or lift it: holdfast freeze list",
  },
  ENVIRONMENT_DELETING: { retryable: false, httpStatus: 409, hint: "Wait until it is gone, then apply it again." },
  ENVIRONMENT_MOVED: { retryable: false, httpStatus: 422, hint: "Delete it and create it in the other cell." },
  ENVIRONMENT_NOT_READY: {
    retryable: false,
    httpStatus: 409,
    hint: "Wait until it is Ready, or name the blueprint and the artifacts.",
  },
  RESOURCE_IN_USE: { retryable: false, httpStatus: 409, hint: "Delete what uses it first." },
  SNAPSHOT_NOT_FOUND: { retryable: false, httpStatus: 422, hint: "List the snapshots: holdfast get snapshots" },
  PIPELINE_OVERLAP: { retryable: false, httpStatus: 422, hint: "An environment is a stage of one pipeline only." },
  STAGE_UNREACHABLE: { retryable: false, httpStatus: 422, hint: "Name stages of the same pipeline in after." },
  // Drift.
  FINDING_CLOSED: { retryable: false, httpStatus: 409, hint: "It has ended; see it: holdfast drift show FINDING" },
  FINDING_CHANGED: {
    retryable: false,
    httpStatus: 409,
    hint: "It differs in another way since; look at it again: holdfast drift show FINDING",
  },
  FINDING_NOT_REVERTABLE: {
    retryable: false,
    httpStatus: 409,
    hint: "Put it back by hand, accept it, or adopt it: holdfast drift show FINDING",
  },
  FINDING_NOT_ADOPTABLE: {
    retryable: false,
    httpStatus: 409,
    hint: "Change the environment's document or its blueprint, or put it back: holdfast drift revert FINDING",
  },
  // Approvals.
  APPROVAL_DECIDED: { retryable: false, httpStatus: 409, hint: "It is decided; see it: holdfast approvals get ID" },
  APPROVAL_EXPIRED: { retryable: false, httpStatus: 409, hint: "Ask again: holdfast retry PROMOTION" },
  APPROVAL_CHANGED: {
    retryable: false,
    httpStatus: 409,
    hint: "What would run has changed since; look at it again: holdfast approvals get ID",
  },
  APPROVAL_IMPOSSIBLE: {
    retryable: false,
    httpStatus: 409,
    hint: "Add people to the group, or change the stage's rule: holdfast groups list",
  },
  APPROVAL_UNCLEAR: { retryable: false, httpStatus: 422, hint: "Name the approval: holdfast approvals list" },
  SELF_APPROVAL: {
    retryable: false,
    httpStatus: 403,
    hint: "Ask somebody who neither asked for it, nor made the release, nor changed it by hand.",
  },
  NOT_AN_APPROVER: { retryable: false, httpStatus: 403, hint: "See who may decide: holdfast approvals get ID" },
  PERSON_REQUIRED: {
    retryable: false,
    httpStatus: 403,
    hint: "Vote as yourself, with a personal token: holdfast auth token create",
  },
  REASON_REQUIRED: { retryable: false, httpStatus: 422, hint: "Say why, in at least 5 characters: --reason TEXT" },
  GATE_KIND_UNKNOWN: { retryable: false, httpStatus: 422, hint: "Use one of the gate kinds listed." },
  GATE_CONFIG_INVALID: {
    retryable: false,
    httpStatus: 422,
    hint: "Compare the config with the gate's reference page.",
  },
  STEP_KIND_UNKNOWN: { retryable: false, httpStatus: 422, hint: "Use one of the step kinds listed." },
  STEP_CONFIG_INVALID: {
    retryable: false,
    httpStatus: 422,
    hint: "Compare the config with the step's reference page.",
  },
  CONNECTION_NOT_FOUND: { retryable: false, httpStatus: 422, hint: "Apply a Connection of that name first." },
  FREEZE_INVALID: { retryable: false, httpStatus: 422, hint: "Give from and to, or a recurrence that leaves gaps." },
  STAGE_NOT_FOUND: {
    retryable: false,
    httpStatus: 422,
    hint: "Promote into an environment that is a stage of a pipeline: holdfast pipeline get",
  },
  RELEASE_VETOED: { retryable: false, httpStatus: 409, hint: "List the vetoes: holdfast veto list" },
  SUBSCRIPTION_DISABLED: {
    retryable: false,
    httpStatus: 409,
    hint: "Enable it again: holdfast notifications enable SUBSCRIPTION",
  },
  PROMOTION_ENDED: { retryable: false, httpStatus: 409, hint: "It has ended; promote again for a new attempt." },
  PROMOTION_OPEN: {
    retryable: false,
    httpStatus: 409,
    hint: "Cancel it, then promote again: holdfast promotions cancel ID",
  },
  PROMOTION_NOT_HELD: {
    retryable: false,
    httpStatus: 409,
    hint: "See what it waits for: holdfast explain promotion ID",
  },
  STEP_NOT_SKIPPABLE: {
    retryable: false,
    httpStatus: 409,
    hint: "Only a failed step can be skipped; retry or restore.",
  },
  NOTHING_TO_ROLL_BACK_TO: { retryable: false, httpStatus: 409, hint: "Name a release: holdfast rollback --to" },
  // How it was asked for.
  NOT_FOUND: { retryable: false, httpStatus: 404, hint: "List what there is: holdfast get KIND" },
  UNAUTHENTICATED: {
    retryable: false,
    httpStatus: 401,
    hint: "Give the token: HOLDFAST_TOKEN, or run in the directory with .holdfast/",
  },
  FORBIDDEN: {
    retryable: false,
    httpStatus: 403,
    hint: "Ask an administrator for a role that allows it: holdfast auth can-i ACTION RESOURCE",
  },
  TOKEN_IN_URL: {
    retryable: false,
    httpStatus: 400,
    hint: "Revoke the token, it may be in logs: holdfast auth token revoke ID. Send it as Authorization: Bearer TOKEN.",
  },
  NAME_TAKEN: { retryable: false, httpStatus: 409, hint: "Choose another name, or use the one that has it." },
  IDENTITY_TAKEN: {
    retryable: false,
    httpStatus: 409,
    hint: "Unlink the account from the person who has it: holdfast people unlink",
  },
  REQUEST_INVALID: { retryable: false, httpStatus: 400, hint: "Compare the request with the API's reference." },
  METHOD_NOT_ALLOWED: { retryable: false, httpStatus: 405, hint: "Use a method that the path has." },
  MEDIA_TYPE_UNSUPPORTED: {
    retryable: false,
    httpStatus: 415,
    hint: "Send application/json or application/yaml; artifacts as application/x-ndjson.",
  },
  IDEMPOTENCY_KEY_REUSED: { retryable: false, httpStatus: 422, hint: "Use a new Idempotency-Key for another request." },
  PRECONDITION_FAILED: { retryable: false, httpStatus: 412, hint: "Read it again; it has changed since." },
  OPERATION_ENDED: { retryable: false, httpStatus: 409, hint: "It has ended; look at its outcome." },
  OPERATION_NOT_STUCK: { retryable: false, httpStatus: 409, hint: "Cancel it instead: holdfast operations cancel ID" },
  STREAMS_EXHAUSTED: {
    retryable: true,
    httpStatus: 429,
    hint: "Close an answer that is kept open, or wait for one to end.",
  },
  INTERNAL: { retryable: true, httpStatus: 500, hint: "Read the API's log; the trace id is in it." },
  // What is away. Nothing was accepted: ask again.
  STORE_UNREACHABLE: { retryable: true, httpStatus: 503, hint: "Check the database: holdfast doctor" },
  TEMPORAL_UNREACHABLE: { retryable: true, httpStatus: 503, hint: "Check Temporal: holdfast doctor" },
  CLOUD_UNREACHABLE: { retryable: true, httpStatus: 503, hint: "Check the cloud's address and credentials." },
  CLOUD_THROTTLED: { retryable: true, httpStatus: 429, hint: "Wait; it goes on by itself." },
  CLOUD_BUSY: { retryable: true, httpStatus: 409, hint: "Another change runs there; it goes on by itself." },
  CLOUD_DENIED: { retryable: false, httpStatus: 403, hint: "Give the cell's role the permission that is named." },
  CLOUD_LIMIT: { retryable: false, httpStatus: 409, hint: "Raise the quota that is named, or delete what is unused." },
  CLOUD_UPDATE_FAILED: {
    retryable: false,
    httpStatus: 409,
    hint: "What is there stays as it was; read the reason, correct it, apply again.",
  },
  UPGRADE_NOT_READY: {
    retryable: false,
    httpStatus: 409,
    hint: "Mend what the insight names, then apply again: the upgrade goes on from what is there.",
  },
  CELL_SILENT: { retryable: true, httpStatus: 503, hint: "Check that the cell's worker runs: holdfast doctor" },
  CLOUD_MISSING: { retryable: false, httpStatus: 409, hint: "Name a cell that has a cloud account." },
  CELL_DATABASE_UNREACHABLE: {
    retryable: true,
    httpStatus: 503,
    hint: "The cell brings its database server back by itself.",
  },
  // What an outside system answered.
  REMOTE_REFUSED: { retryable: false, httpStatus: 409, hint: "Read what the system said; change it there, or here." },
  REMOTE_NOT_SENT: { retryable: true, httpStatus: 503, hint: "Check the connection's address; it is tried again." },
  REMOTE_THROTTLED: { retryable: true, httpStatus: 429, hint: "Wait; it goes on by itself." },
  REMOTE_UNCLEAR: { retryable: true, httpStatus: 503, hint: "Nobody knows what became of the call; it is looked up." },
  // What a component, or its place, answered.
  COMPONENT_FAILED: { retryable: false, httpStatus: 409, hint: "Read the reason, correct it, apply again." },
  COMPONENT_EXITED: {
    retryable: false,
    httpStatus: 409,
    hint: "Read its last lines: holdfast logs ENVIRONMENT COMPONENT",
  },
  COMPONENT_NOT_READY_IN_TIME: {
    retryable: false,
    httpStatus: 409,
    hint: "Read its last lines, or raise readyWithin.",
  },
  COMMAND_NOT_FOUND: { retryable: false, httpStatus: 409, hint: "Correct spec.components.NAME.config.command." },
  PORT_TAKEN: { retryable: false, httpStatus: 409, hint: "Stop the process that holds the port, then apply again." },
  NO_SPACE: { retryable: false, httpStatus: 507, hint: "Free space on the cell's disk, then apply again." },
  NOT_OURS: {
    retryable: false,
    httpStatus: 409,
    hint: "Something with this name exists and is not ours; rename one of the two.",
  },
  FENCED: { retryable: false, httpStatus: 409, hint: "Another operation has taken the turn; nothing to do." },
} as const satisfies Record<string, { retryable: boolean; httpStatus: number; hint: string }>;

/** One of the codes above. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** A failure with a code the caller can act on. Anything else that is thrown is a bug. */
export class OrchestratorError extends Error {
  override readonly name = "OrchestratorError";
  readonly code: ErrorCode;
  /** Facts of the message, for programs. Never a secret. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** One problem of a sent document. `line` and `column` count from 1; absent where the input has no text. */
export interface DocumentProblem {
  readonly code: ErrorCode;
  /** What is wrong, where, and, where one is near, "did you mean". */
  readonly message: string;
  /** JSON pointer into the document, for example `/spec/components/api/kind`. */
  readonly pointer: string;
  /** Position of the document in the file, from 0. */
  readonly document: number;
  readonly line?: number;
  readonly column?: number;
}
