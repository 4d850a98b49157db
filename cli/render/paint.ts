/** What a text means, as a colour. Colour never carries a meaning alone: the word is there too. */
export type Style = "green" | "red" | "yellow" | "cyan" | "dim" | "bold";

/** Puts a style around a text, or leaves the text as it is where no colours are wanted. */
export type Paint = (style: Style, text: string) => string;

/** Leaves every text as it is. */
export const plainPaint: Paint = (_style, text) => text;

const STYLE_BY_WORD: Readonly<Record<string, Style>> = {
  Ready: "green",
  Succeeded: "green",
  Verified: "green",
  approved: "green",
  pass: "green",
  added: "green",
  delivered: "green",
  pending: "cyan",
  dead: "red",
  Running: "cyan",
  Deleting: "cyan",
  Restoring: "cyan",
  Waiting: "cyan",
  Held: "yellow",
  Lost: "yellow",
  Suspended: "yellow",
  Asleep: "dim",
  Restored: "yellow",
  Undone: "yellow",
  wait: "yellow",
  expired: "yellow",
  withdrawn: "yellow",
  superseded: "yellow",
  Superseded: "yellow",
  Cancelled: "yellow",
  "Not admitted": "yellow",
  Failed: "red",
  Rejected: "red",
  "Restore failed": "red",
  "Undo failed": "red",
  rejected: "red",
  reject: "red",
  removed: "red",
  Abandoned: "red",
  create: "green",
  update: "yellow",
  upgrade: "yellow",
  changed: "yellow",
  repair: "yellow",
  wake: "yellow",
  sleep: "dim",
  replace: "red",
  delete: "red",
  keep: "dim",
  Skipped: "dim",
  "may change": "cyan",
  // Of findings and sweeps.
  open: "yellow",
  proposed: "yellow",
  held: "yellow",
  due: "cyan",
  reverting: "cyan",
  snoozed: "dim",
  resolved: "green",
  accepted: "green",
  adopted: "green",
  outdated: "dim",
  running: "cyan",
  succeeded: "green",
  partial: "yellow",
  failed: "red",
};

/** The style of a phase, a state or a plan's action; undefined for a word without one. */
export function styleOfWord(word: string): Style | undefined {
  return STYLE_BY_WORD[word];
}
