import type { ChangeState, ChangeType, PlannedTime } from "../../../domain/decide-change.ts";
import { querySysId } from "./query-parts.ts";
import { hasStatus } from "./remote-status.ts";
import type { ServiceNow } from "./servicenow.ts";
import { num, one, shown, val } from "./shapes.ts";
import type { Fields } from "./shapes.ts";
import type { States } from "./states.ts";
import { fromSystemTime } from "./system-time.ts";

/** A change as an instance shows it to our account. Fields that may be hidden from it are undefined then. */
export interface Change {
  readonly sysId: string;
  readonly number: string;
  readonly type: ChangeType;
  readonly state: ChangeState | undefined;
  /** `-5 (New)`. */
  readonly stateText: string;
  readonly approval: string;
  readonly isOnHold: boolean;
  readonly holdReason: string;
  readonly start?: PlannedTime;
  readonly end?: PlannedTime;
  readonly updatedBy: string;
  /** Epoch milliseconds; 0 where it is hidden. */
  readonly createdAt: number;
  readonly shortDescription: string | undefined;
  readonly correlationId: string | undefined;
  /** Sys_id and name of the configuration item; empty for none. */
  readonly configurationItem: readonly string[];
  readonly hasAssignmentGroup: boolean;
  /** All work notes, as people see them. */
  readonly workNotes: string | undefined;
}

/** Reads a change; undefined when it is not there, or not to be seen. */
export async function readChange(serviceNow: ServiceNow, sysId: string): Promise<Change | undefined> {
  try {
    const record = one(await serviceNow.get(changePath(sysId)));
    return record === undefined ? undefined : toChange(record, serviceNow.states);
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

/** The path of a change in the change API. */
export function changePath(sysId: string): string {
  return `/api/sn_chg_rest/change/${querySysId(sysId)}`;
}

/** A record of the change API, decoded; undefined for one that is no change. */
export function toChange(record: Fields, states: States): Change | undefined {
  const sysId = val(record["sys_id"]);
  const number = val(record["number"]);
  if (sysId === undefined || number === undefined) return undefined;
  const start = plannedTime(record["start_date"]);
  const end = plannedTime(record["end_date"]);
  const item = val(record["cmdb_ci"]) ?? "";
  const state = num(record["state"]);
  return {
    sysId,
    number,
    type: typeOf(record),
    state: states.named(state),
    stateText: `${state ?? "no state"} (${shown(record["state"])})`,
    approval: val(record["approval"]) ?? "",
    isOnHold: val(record["on_hold"]) === "true",
    holdReason: val(record["on_hold_reason"]) ?? "",
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    updatedBy: val(record["sys_updated_by"]) ?? "somebody",
    createdAt: fromSystemTime(val(record["sys_created_on"])) ?? 0,
    shortDescription: val(record["short_description"]),
    correlationId: val(record["correlation_id"]),
    configurationItem: item === "" ? [] : [item, shown(record["cmdb_ci"])],
    hasAssignmentGroup: (val(record["assignment_group"]) ?? "") !== "",
    workNotes: record["work_notes"] === undefined ? undefined : shown(record["work_notes"]),
  };
}

function typeOf(record: Fields): ChangeType {
  const type = val(record["type"]);
  return type === "standard" || type === "emergency" ? type : "normal";
}

/** `value` is UTC; the display value is in the account's own zone and format. */
function plannedTime(field: unknown): PlannedTime | undefined {
  const text = val(field);
  const at = fromSystemTime(text);
  return at === undefined ? undefined : { at, text: `${text} UTC` };
}
