import type { DriftField } from "../schema/drift.ts";

/** Who or what has changed these fields, as the sources name them, each once. */
export function changersOf(fields: readonly Pick<DriftField, "by">[]): readonly string[] {
  return [...new Set(fields.flatMap(({ by }) => (by === undefined ? [] : [by.who])))].toSorted();
}

/**
 * What a source's word for somebody may be known by, in lower case: the word, and its last part, as of
 * `arn:aws:sts::1:assumed-role/admin/ana@example.com`. Too many do no harm: whose name is among them only does not vote.
 */
export function namesIn(who: string): readonly string[] {
  const whole = who.trim().toLowerCase();
  const last = whole.split(/[/:\\|]/).at(-1) ?? "";
  return [...new Set([whole, last])].filter((name) => name !== "");
}
