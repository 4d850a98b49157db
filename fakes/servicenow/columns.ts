/** One column of a table. Every value is kept as text, as the vendor keeps it. */
export interface Column {
  readonly kind: "text" | "choice" | "number" | "flag" | "instant" | "reference" | "journal";
  /** Longest text in characters; absent is unlimited. */
  readonly lengthMax?: number;
  /** Labels by value, of a choice. A value without one shows as itself. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Table a reference points into. */
  readonly table?: string;
  /** Set by the instance alone; what callers send is ignored. */
  readonly isReadOnly?: true;
}

/** The columns of one table by name. */
export type Columns = Readonly<Record<string, Column>>;

/** Labels of the shipped states. */
export const STATE_LABELS: Readonly<Record<string, string>> = {
  "-5": "New",
  "-4": "Assess",
  "-3": "Authorize",
  "-2": "Scheduled",
  "-1": "Implement",
  "0": "Review",
  "3": "Closed",
  "4": "Canceled",
};

const APPROVAL_LABELS = {
  "not requested": "Not Yet Requested",
  requested: "Requested",
  approved: "Approved",
  rejected: "Rejected",
  cancelled: "Cancelled",
  not_required: "No Longer Required",
};

const SYSTEM = {
  sys_id: { kind: "text", isReadOnly: true },
  sys_created_on: { kind: "instant", isReadOnly: true },
  sys_created_by: { kind: "text", isReadOnly: true },
  sys_updated_on: { kind: "instant", isReadOnly: true },
  sys_updated_by: { kind: "text", isReadOnly: true },
  sys_mod_count: { kind: "number", isReadOnly: true },
} as const satisfies Columns;

const LONG = { kind: "text", lengthMax: 4000 } as const;
const USER = { kind: "reference", table: "sys_user" } as const;
const GROUP = { kind: "reference", table: "sys_user_group" } as const;

/** Columns of `change_request`. */
export const CHANGE_COLUMNS = {
  ...SYSTEM,
  number: { kind: "text", isReadOnly: true },
  type: {
    kind: "choice",
    labels: { normal: "Normal", standard: "Standard", emergency: "Emergency" },
    isReadOnly: true,
  },
  state: { kind: "choice", labels: STATE_LABELS },
  approval: { kind: "choice", labels: APPROVAL_LABELS, isReadOnly: true },
  active: { kind: "flag", isReadOnly: true },
  on_hold: { kind: "flag" },
  on_hold_reason: LONG,
  short_description: { kind: "text", lengthMax: 160 },
  description: LONG,
  correlation_id: { kind: "text", lengthMax: 100 },
  correlation_display: { kind: "text", lengthMax: 100 },
  start_date: { kind: "instant" },
  end_date: { kind: "instant" },
  work_start: { kind: "instant" },
  work_end: { kind: "instant" },
  cmdb_ci: { kind: "reference", table: "cmdb_ci" },
  assignment_group: GROUP,
  assigned_to: USER,
  requested_by: USER,
  opened_by: { ...USER, isReadOnly: true },
  opened_at: { kind: "instant", isReadOnly: true },
  closed_by: { ...USER, isReadOnly: true },
  closed_at: { kind: "instant", isReadOnly: true },
  chg_model: { kind: "reference", table: "chg_model", isReadOnly: true },
  std_change_producer_version: { kind: "reference", table: "std_change_record_producer", isReadOnly: true },
  category: { kind: "text", lengthMax: 40 },
  risk: { kind: "choice", labels: { "1": "High", "2": "Moderate", "3": "Low" } },
  impact: { kind: "choice", labels: { "1": "1 - High", "2": "2 - Medium", "3": "3 - Low" } },
  justification: LONG,
  implementation_plan: LONG,
  backout_plan: LONG,
  test_plan: LONG,
  close_code: {
    kind: "choice",
    labels: {
      successful: "Successful",
      successful_issues: "Successful with issues",
      unsuccessful: "Unsuccessful",
    },
  },
  close_notes: LONG,
  work_notes: { kind: "journal", lengthMax: 4000 },
  comments: { kind: "journal", lengthMax: 4000 },
} as const satisfies Columns;

/** Columns of `change_task`. */
export const TASK_COLUMNS = {
  ...SYSTEM,
  number: { kind: "text", isReadOnly: true },
  change_request: { kind: "reference", table: "change_request", isReadOnly: true },
  short_description: { kind: "text", lengthMax: 160 },
  description: LONG,
  state: {
    kind: "choice",
    labels: { "1": "Open", "2": "Work in Progress", "3": "Closed", "4": "Canceled" },
  },
  active: { kind: "flag", isReadOnly: true },
  created_from: { kind: "choice", labels: { workflow: "Workflow", manual: "Manual" }, isReadOnly: true },
  change_task_type: { kind: "text", lengthMax: 40 },
  close_notes: LONG,
} as const satisfies Columns;

/** Columns of `sysapproval_approver`. */
export const APPROVER_COLUMNS = {
  ...SYSTEM,
  sysapproval: { kind: "reference", table: "change_request", isReadOnly: true },
  approver: { ...USER, isReadOnly: true },
  group: { ...GROUP, isReadOnly: true },
  state: { kind: "choice", labels: APPROVAL_LABELS, isReadOnly: true },
  comments: { kind: "journal" },
} as const satisfies Columns;

/** Columns of `sys_journal_field`. */
export const JOURNAL_COLUMNS = {
  sys_id: SYSTEM.sys_id,
  sys_created_on: SYSTEM.sys_created_on,
  sys_created_by: SYSTEM.sys_created_by,
  name: { kind: "text", isReadOnly: true },
  element: { kind: "text", isReadOnly: true },
  element_id: { kind: "text", isReadOnly: true },
  value: { kind: "text", isReadOnly: true },
} as const satisfies Columns;

const NAMED = {
  sys_id: SYSTEM.sys_id,
  name: { kind: "text", isReadOnly: true },
  active: { kind: "flag", isReadOnly: true },
} as const satisfies Columns;

/** Columns of every table that can be read, by table. */
export const COLUMNS_BY_TABLE: Readonly<Record<string, Columns>> = {
  change_request: CHANGE_COLUMNS,
  change_task: TASK_COLUMNS,
  sysapproval_approver: APPROVER_COLUMNS,
  sys_journal_field: JOURNAL_COLUMNS,
  sys_user: { ...NAMED, user_name: { kind: "text", isReadOnly: true } },
  sys_user_group: NAMED,
  cmdb_ci: NAMED,
  chg_model: NAMED,
  std_change_record_producer: { ...NAMED, short_description: { kind: "text", isReadOnly: true } },
};
