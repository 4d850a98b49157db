import { createHash, randomUUID } from "node:crypto";

/** A new id: 32 lower-case hex characters. */
export function newSysId(): string {
  return randomUUID().replaceAll("-", "");
}

/** The same id for the same name, for what ships with the instance. */
export function sysIdOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 32);
}

/** Whether a text has the form of an id. */
export function isSysId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
