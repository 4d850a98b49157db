import { baselineOf } from "../../domain/drift/baseline.ts";
import type { NewBaseline } from "../../domain/schema/drift.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { DriftLook, DriftWatch } from "../components/drift-watch.ts";
import type { Subject } from "../components/driver.ts";
import { holdsSecret } from "./holds-secret.ts";

type Seen = Extract<DriftLook, { readonly state: "seen" }>;

/** Where components are that have no other place. */
const LOCAL = { account: "local", region: "local" };

/** What a baseline is taken with. */
export interface BaselinePorts {
  /** Stands for a secret value in what leaves the cell. */
  readonly keyedHash: (value: string) => string;
  /** Digest of a JSON value, the same for equal values. */
  readonly digest: (value: Json) => string;
  /** Text with every given secret replaced. */
  readonly mask: (text: string, secrets: readonly string[]) => string;
}

/** What a baseline is taken of. */
export interface BaselineSubject {
  readonly watch: DriftWatch;
  readonly subject: Subject;
  /** Every secret value that the component knows. */
  readonly secrets: readonly string[];
  /** Paths that are secret whatever their values are, each with all below it. */
  readonly secretPaths: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * What a component is to look like from now on: as its config states it, and, where that says nothing, as it is. Undefined
 * while it is not there or changes. @throws what the kind's look throws
 */
export async function takeBaseline(ports: BaselinePorts, taking: BaselineSubject): Promise<NewBaseline | undefined> {
  const { watch, subject, signal } = taking;
  const look = await watch.look({ id: subject.id, incarnation: subject.incarnation }, signal);
  return look.state === "seen" ? await baselineFrom(ports, taking, look) : undefined;
}

/** The baseline of a component that has just been looked at. */
export async function baselineFrom(
  { keyedHash, digest, mask }: BaselinePorts,
  { watch, subject, secrets, secretPaths, signal }: BaselineSubject,
  look: Seen,
): Promise<NewBaseline> {
  const isShown = holdsSecret((text) => mask(text, secrets));
  const isBelow = (path: string) => secretPaths.some((secret) => path === secret || path.startsWith(`${secret}.`));
  const stated = await watch.stated(subject, signal);
  return baselineOf({
    stated,
    seen: look.fields,
    version: watch.version,
    place: watch.place?.(subject.config) ?? LOCAL,
    isSecret: (path, value) => isBelow(path) || isShown(path, value),
    keyedHash,
    digest,
  });
}
