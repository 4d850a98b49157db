import { canonicalJson } from "../canonical-json.ts";
import type { Json, JsonObject } from "../schema/json.ts";

/** An update that runs, as EKS tells it. */
export interface RunningUpdate {
  readonly type?: string | undefined;
  readonly params?: readonly { readonly type?: string | undefined; readonly value?: string | undefined }[] | undefined;
  readonly createdAt?: Date | undefined;
}

/** A change whose call was sent, and whose answer was lost. */
export interface LostChange {
  readonly updateType: string;
  /** What was asked for. */
  readonly request: JsonObject;
  /** When it was about to be sent, epoch milliseconds of our clock. */
  readonly sentAt: number;
}

/** By so much the clock of EKS may be behind ours, milliseconds. */
const CLOCKS_APART_MS = 60_000;

/**
 * Whether an update that runs is what became of a change whose answer was lost: of its type, no older than it, and with no
 * parameter that was asked for otherwise. What EKS does not tell of its parameters tells nothing.
 */
export function isSameUpdate({ type, params, createdAt }: RunningUpdate, lost: LostChange): boolean {
  if (type !== lost.updateType || createdAt === undefined) return false;
  if (createdAt.getTime() < lost.sentAt - CLOCKS_APART_MS) return false;
  const told = leavesOf(Object.fromEntries((params ?? []).map(({ type: name = "", value = "" }) => [name, value])));
  const asked = leavesOf(lost.request);
  return [...asked].every(([name, value]) => !told.has(name) || told.get(name) === value);
}

/** Every value that is no object, by its name in lower case: EKS nests and writes the same fact in more than one way. */
function leavesOf(value: Json, name = ""): ReadonlyMap<string, string> {
  const given = typeof value === "string" ? parsed(value) : value;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return new Map([[name.toLowerCase(), canonicalJson(inOrder(given))]]);
  }
  const members = Object.entries(given as JsonObject);
  return new Map(members.flatMap(([member, inside]) => [...leavesOf(inside, member)]));
}

/** Values of parameters are text, also those that are numbers, switches or lists. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function inOrder(value: Json): Json {
  if (Array.isArray(value)) {
    const texts = value.map((one: Json) => canonicalJson(inOrder(one)));
    return texts.toSorted();
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value as JsonObject).map(([name, inside]) => [name, inOrder(inside)]))
    : value;
}
