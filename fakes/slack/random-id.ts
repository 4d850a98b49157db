import { randomBytes } from "node:crypto";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

/** A new id as Slack gives them out: a letter for the kind, and ten that nobody can guess. */
export function randomId(prefix: string): string {
  return prefix + [...randomBytes(10)].map((byte) => LETTERS[byte % 32]).join("");
}
