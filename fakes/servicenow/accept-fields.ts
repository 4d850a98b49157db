import type { Column, Columns } from "./columns.ts";
import type { Directory } from "./directory.ts";
import { fromUserTime, parseSystemTime } from "./instant.ts";
import { refusal } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import type { Settings } from "./settings.ts";
import { isSysId } from "./sys-id.ts";

/** The fields of a body that the instance takes, as it stores them, and the names of those that it ignores. */
export interface AcceptedFields {
  readonly fields: Readonly<Record<string, string>>;
  readonly ignored: readonly string[];
}

/** How a body is to be read. */
export interface Reading {
  readonly columns: Columns;
  readonly directory: Directory;
  readonly settings: Settings;
  /** Whether instants are in the user's zone (`sysparm_input_display_value`); else they are UTC. */
  readonly isDisplayInput: boolean;
}

/** Reads the fields of a body. Unknown and read-only ones are ignored, wrong ones refused. */
export function acceptFields(body: object, reading: Reading): AcceptedFields | Refusal {
  const fields: Record<string, string> = {};
  const ignored: string[] = [];
  for (const [name, given] of Object.entries(body)) {
    const column = reading.columns[name];
    const isPlain = given === null || ["string", "number", "boolean"].includes(typeof given);
    if (column === undefined || column.isReadOnly === true || !isPlain) {
      ignored.push(name);
      continue;
    }
    const stored = toStored(given === null ? "" : String(given), column, reading);
    if (stored === undefined) ignored.push(name);
    else if (typeof stored === "string") fields[name] = stored;
    else return refusal(400, "Invalid value", `${name}: ${stored.problem}`);
  }
  return { fields, ignored };
}

function toStored(text: string, column: Column, reading: Reading): string | { problem: string } | undefined {
  const { settings, directory, isDisplayInput } = reading;
  if (column.kind === "instant" && text !== "") {
    if (parseSystemTime(text) === undefined) return { problem: `"${text}" is not of the form YYYY-MM-DD HH:MM:SS` };
    return isDisplayInput ? fromUserTime(text, settings.userTimeZone) : text;
  }
  if (column.kind === "reference" && text !== "" && !isSysId(text)) {
    return directory.rows(column.table ?? "")?.find((row) => row["name"] === text)?.["sys_id"];
  }
  if (column.kind === "flag") return String(text === "true" || text === "1");
  if (column.kind === "choice" && /^-?\d+\.0$/.test(text)) return String(Number(text));
  if (column.lengthMax === undefined || text.length <= column.lengthMax) return text;
  if (settings.lengthLimits === "truncate") return text.slice(0, column.lengthMax);
  return { problem: `has ${text.length} characters, at most ${column.lengthMax} are allowed` };
}
