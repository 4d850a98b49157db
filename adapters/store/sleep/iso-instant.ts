import { type RawBuilder, sql } from "kysely";

/** An instant as text for people and programs: `2026-01-31T08:00:00Z`. */
export const isoInstant = (at: RawBuilder<unknown>) =>
  sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
