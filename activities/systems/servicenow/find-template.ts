import { OrchestratorError } from "../../../domain/errors.ts";
import { SYS_ID } from "./query-parts.ts";
import type { ServiceNow } from "./servicenow.ts";
import { many, shown, val } from "./shapes.ts";
import type { Fields } from "./shapes.ts";

const TEMPLATES_MAX = 1_000;

/**
 * The sys_id of a template of standard changes, given by sys_id or by name. A name never becomes part of a query: the
 * list is read and compared here.
 *
 * @throws OrchestratorError `REMOTE_REFUSED` when there is no such template, or more than one, and what its calls throw
 */
export async function findTemplate(serviceNow: ServiceNow, template: string): Promise<string> {
  if (SYS_ID.test(template)) return template;
  const page = { sysparm_limit: String(TEMPLATES_MAX) };
  const templates = many(await serviceNow.get("/api/sn_chg_rest/change/standard/template", page));
  const found = templates.filter((one) => isNamed(one, template) && val(one["active"]) !== "false");
  const [sysId, ...more] = found.flatMap((one) => val(one["sys_id"]) ?? []);
  if (sysId !== undefined && SYS_ID.test(sysId) && more.length === 0) return sysId;
  const problem = found.length === 0 ? "there is no active" : `there are ${found.length}`;
  const message = `${serviceNow.name}: ${problem} standard change template "${template}"`;
  throw new OrchestratorError("REMOTE_REFUSED", message);
}

function isNamed(record: Fields, name: string): boolean {
  const names = [record["name"], record["short_description"], record["sys_name"]];
  return names.some((one) => val(one) === name || shown(one) === name);
}
