import { z } from "zod";

const Milliseconds = z.int().min(0).max(86_400_000);
const Names = z.array(z.string().min(1));

/** How the instance behaves. What real instances differ in can be switched here, at run time. */
export const Settings = z.strictObject({
  approvalPolicy: z
    .enum(["one-of-group", "all", "nobody"])
    .default("one-of-group")
    .describe("Who must agree; `nobody` asks no one, and such a change waits for ever."),
  approvalDelayMs: Milliseconds.default(300).describe("Time from Assess or Authorize until people are asked."),
  autoApproveMs: Milliseconds.nullable()
    .default(null)
    .describe("Time after which those asked approve by themselves; null leaves it to people."),
  autoReviewMs: Milliseconds.nullable()
    .default(null)
    .describe("Time after which the workflow's tasks are done and the change goes to Review; null leaves it."),
  autoScheduleMs: Milliseconds.nullable()
    .default(null)
    .describe("Time after which a new standard change goes to Scheduled by itself; null leaves it."),
  spawnTasks: z.boolean().default(true).describe("Whether entering Implement makes tasks."),
  resultShape: z
    .enum(["object", "array"])
    .default("object")
    .describe("Whether `result` of a creation, an update or a vote is an object, or an array with one."),
  valueShape: z
    .enum(["pairs", "mixed"])
    .default("pairs")
    .describe("`mixed` answers `sys_id` as a text, and numbers and flags as such, in the change API."),
  closeFieldsRequired: z.boolean().default(true).describe("Whether a data policy demands close code and notes."),
  invalidQueryReturnsNoRows: z.boolean().default(false).describe("`glide.invalid_query.returns_no_rows`."),
  missingColumns: Names.default([]).describe("Columns that queries do not know; their clauses are dropped."),
  ignoredStandardFields: Names.default(["description", "implementation_plan", "test_plan", "backout_plan"]).describe(
    "Fields that the creation of a standard change ignores.",
  ),
  hiddenFields: Names.default([]).describe("Columns that the integration account may not read."),
  hiddenJournal: z.boolean().default(false).describe("Whether that account may not read journals."),
  hiddenNumbers: Names.default([]).describe("Changes that account may not see; a limit counts them all the same."),
  lengthLimits: z.enum(["refuse", "truncate"]).default("refuse").describe("What becomes of a text that is too long."),
  userTimeZone: z.string().min(1).default("America/Los_Angeles").describe("Zone of display values and of queries."),
  accessTokenSeconds: z.int().positive().default(1799),
  jobMs: Milliseconds.default(200).describe("Time that a conflict check or a search for free slots takes."),
  blackouts: z
    .array(z.strictObject({ name: z.string().min(1), start: z.string(), end: z.string() }))
    .default([])
    .describe("Times, `YYYY-MM-DD HH:MM:SS` in UTC, in which no change may be planned."),
  stateLabels: z.record(z.string(), z.string()).default({}).describe("Labels of states that are not shipped."),
});
/** The settings, parsed. */
export type Settings = z.infer<typeof Settings>;

/** The settings of a running instance. They last as long as its process. */
export interface CurrentSettings {
  read(): Settings;
  /** Changes some of them; answers what is wrong, or undefined. */
  change(some: unknown): string | undefined;
  /** Brings back those of the start. */
  reset(): void;
}

/** Settings that start as given. */
export function settingsFrom(start: Partial<Settings>): CurrentSettings {
  const first = Settings.parse(start);
  let current = first;
  return {
    read: () => current,
    change(some) {
      const parsed = Settings.safeParse({ ...current, ...Object(some) });
      if (!parsed.success)
        return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
      current = parsed.data;
      return undefined;
    },
    reset() {
      current = first;
    },
  };
}
