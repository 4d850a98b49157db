import { randomBytes, randomUUID } from "node:crypto";
import type { RemovalSubject, Subject } from "../../activities/components/driver.ts";
import type { EksPorts } from "../../activities/components/eks/eks-driver.ts";
import { memoryNotes } from "../drivers/memory-notes.ts";
import type { Wire } from "./wire.ts";

/** Something that holds on every wire. */
export interface Case {
  readonly says: string;
  /** Why moto cannot show it; absent where it does. */
  readonly notOnMoto?: string;
  /** @throws Error where it does not hold */
  run(wire: Wire): Promise<void>;
}

export const ROLE = "arn:aws:iam::123456789012:role/eks";
export const SUBNETS = ["subnet-0a", "subnet-0b"];
export const never = (): AbortSignal => new AbortController().signal;

/** A name that nothing has yet. */
export const unique = (name: string): string => `${name}-${randomBytes(4).toString("hex")}`;

/** The ports of a cell on a wire, with notes of its own. */
export function portsOn({ eks }: Pick<Wire, "eks">): EksPorts {
  return { eks, notes: memoryNotes(), now: () => Date.now(), goneLimits: { looks: 2, everyMs: 1 } };
}

/** A component in its first life. */
export function subjectOf<Config>(component: string, config: Config): Subject<Config> {
  const place = { project: "lab", environment: "moto", component };
  const id = { environmentUid: randomUUID(), componentUid: randomUUID(), ...place };
  return { id, incarnation: 1, config, token: newToken() };
}

/** The same component with another wish. */
export function changed<Config>(subject: Subject<Config>, config: Config): Subject<Config> {
  return { ...subject, config, token: newToken() };
}

/** 52 characters of base32, as the engine gives. */
function newToken(): string {
  return [...randomBytes(52)].map((byte) => "abcdefghijklmnopqrstuvwxyz234567".charAt(byte % 32)).join("");
}

/** What asks for a component's removal. */
export function removalOf({ id, incarnation }: Subject): RemovalSubject {
  return { id, incarnation, token: newToken(), scope: "component" };
}
