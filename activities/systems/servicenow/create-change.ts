import { OrchestratorError } from "../../../domain/errors.ts";
import type { ChangeType } from "../../../domain/decide-change.ts";
import { findTemplate } from "./find-template.ts";
import { SYS_ID } from "./query-parts.ts";
import type { ServiceNow } from "./servicenow.ts";
import { one, val } from "./shapes.ts";
import type { Fields } from "./shapes.ts";

/** A change to open. */
export interface NewChange {
  readonly type: ChangeType;
  /** Sys_id or name of the template of a standard change. */
  readonly template?: string;
  /** Sys_id or name of a change model. */
  readonly model?: string;
  readonly fields: Fields;
}

/** A change that was opened. */
export type OpenedChange = {
  readonly sysId: string;
  readonly number: string;
};

/** Opens a change. A repeat opens another: look first. @throws OrchestratorError `REMOTE_UNCLEAR` for an answer without its id, and what its calls throw */
export async function createChange(serviceNow: ServiceNow, change: NewChange): Promise<OpenedChange> {
  const { path, body } = await callFor(serviceNow, change);
  const record = one(await serviceNow.post(path, body));
  const sysId = val(record?.["sys_id"]) ?? "";
  const number = val(record?.["number"]) ?? "";
  if (SYS_ID.test(sysId) && number !== "") return { sysId, number };
  throw new OrchestratorError("REMOTE_UNCLEAR", `${serviceNow.name} answered the creation of a change without its id`);
}

async function callFor(
  serviceNow: ServiceNow,
  { type, template, model, fields }: NewChange,
): Promise<{ readonly path: string; readonly body: Fields }> {
  const base = "/api/sn_chg_rest/change";
  if (model !== undefined) return { path: base, body: { ...fields, chg_model: model, type } };
  if (type !== "standard") return { path: `${base}/${type}`, body: fields };
  return { path: `${base}/standard/${await templateOf(serviceNow, template ?? "")}`, body: fields };
}

/** Looked up each time: a template may be retired, or published anew. Nothing has left yet, so a failure is no unclear one. */
async function templateOf(serviceNow: ServiceNow, template: string): Promise<string> {
  try {
    return await findTemplate(serviceNow, template);
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.code !== "REMOTE_UNCLEAR") throw error;
    throw new OrchestratorError("REMOTE_NOT_SENT", error.message, { details: { ...error.details }, cause: error });
  }
}
