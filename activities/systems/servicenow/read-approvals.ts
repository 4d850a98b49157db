import { querySysId } from "./query-parts.ts";
import { hasStatus } from "./remote-status.ts";
import type { ServiceNow } from "./servicenow.ts";
import { many, shown, val } from "./shapes.ts";
import type { Fields } from "./shapes.ts";

/** Who was asked about a change, by what became of it. */
export interface Approvals {
  /** Names of those who are asked and have not answered. */
  readonly pending: readonly string[];
  readonly rejections: readonly Rejection[];
}

/** Who said no, and why. */
export interface Rejection {
  readonly by: string;
  /** Empty for none. */
  readonly comment: string;
}

/** The approvals of a change; undefined where our account may not read them. */
export async function readApprovals(serviceNow: ServiceNow, sysId: string): Promise<Approvals | undefined> {
  try {
    const json = await serviceNow.get("/api/now/table/sysapproval_approver", {
      sysparm_query: `sysapproval=${querySysId(sysId)}^ORDERBYsys_created_on`,
      sysparm_fields: "sysapproval,state,approver,comments",
      sysparm_display_value: "all",
      sysparm_limit: "200",
    });
    return sorted(many(json).filter((row) => val(row["sysapproval"]) === sysId));
  } catch (error) {
    if (hasStatus(error, 403, 404)) return undefined;
    throw error;
  }
}

function sorted(rows: readonly Fields[]): Approvals {
  const inState = (state: string) => rows.filter((row) => val(row["state"]) === state);
  return {
    pending: inState("requested").map((row) => shown(row["approver"])),
    rejections: inState("rejected").map((row) => ({
      by: shown(row["approver"]),
      comment: newestEntry(shown(row["comments"])),
    })),
  };
}

/** A journal shows its entries newest first, each under a line that says when and by whom. */
function newestEntry(journal: string): string {
  const [newest = ""] = journal.trim().split(/\n\s*\n/);
  const lines = newest.split("\n");
  const isHeaded = lines.length > 1 && /^\d{2,4}\D.* - .*\(.*\)\s*$/.test(lines[0] ?? "");
  return (isHeaded ? lines.slice(1) : lines).join(" ").trim();
}
