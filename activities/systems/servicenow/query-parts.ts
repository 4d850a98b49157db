// Encoded queries can execute (`javascript:`) and be spliced (`^OR`, `^NQ`). Only these three may become part of one.

/** A key of ours, fit for a query. Anything else is a bug. */
export function queryKey(key: string): string {
  return checked(key, /^hf-[0-9a-z]{16}$/);
}

/** A sys_id, fit for a query and a path. Anything else is a bug. */
export function querySysId(sysId: string): string {
  return checked(sysId, SYS_ID);
}

/** A change number, fit for a query. Anything else is a bug. */
export function queryNumber(number: string): string {
  return checked(number, CHANGE_NUMBER);
}

/** How a sys_id looks. */
export const SYS_ID = /^[0-9a-f]{32}$/;
/** How the number of a change looks. */
export const CHANGE_NUMBER = /^CHG\d{1,20}$/;

function checked(text: string, form: RegExp): string {
  if (!form.test(text)) throw new Error(`"${text}" must not become part of a query`);
  return text;
}
