import type { Operation } from "./call.ts";
import { OPERATIONS } from "./operations/index.ts";
import { invalidParameter, Refused } from "./refused.ts";

/** An operation with the labels of the path that led to it. */
export interface Routed {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

/** A path with an empty label: what a client sends that does not check its names. */
export class EmptyLabel extends Error {}

/**
 * The operation of a method and raw path, as `/clusters/a%2Fb`: split first, decoded after, since an ARN in a label has
 * slashes of its own.
 *
 * @throws Refused when there is none, EmptyLabel for an empty segment.
 */
export function route(method: string, rawPath: string): Routed {
  const segments = rawPath.slice(1).split("/");
  const isKnown = OPERATIONS.some((operation) => operation.path[0] === segments[0]);
  if (isKnown && segments.length > 1 && segments.includes("")) throw new EmptyLabel(`${method} ${rawPath}`);
  for (const operation of OPERATIONS) {
    if (operation.method !== method || operation.path.length !== segments.length) continue;
    const path = labelsOf(operation.path, segments);
    if (path !== undefined) return { operation, path };
  }
  throw new Refused("UnknownOperationException", `There is no ${method} ${rawPath}`);
}

function labelsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith(":")) labels[part.slice(1)] = decoded(segment);
    else if (part !== segment) return undefined;
  }
  return labels;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalidParameter(`The path is not valid: ${segment}`);
  }
}
