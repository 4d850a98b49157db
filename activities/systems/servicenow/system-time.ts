const FORM = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** Epoch milliseconds of a stored instant, `YYYY-MM-DD HH:MM:SS` in UTC; undefined for an empty field or another form. */
export function fromSystemTime(text: string | undefined): number | undefined {
  if (text === undefined || !FORM.test(text)) return undefined;
  const atMs = Date.parse(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** An instant as it is stored and written: UTC, without fractions of a second. */
export function toSystemTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}
