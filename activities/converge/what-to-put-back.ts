import { MORE_PATH } from "../../domain/drift/kept-fields.ts";
import type { DriftField } from "../../domain/schema/drift.ts";
import type { DriftWatch } from "../components/drift-watch.ts";
import { differences, lookForDrift, type DriftFound } from "../drift/look-for-drift.ts";
import { baselineFrom } from "../drift/take-baseline.ts";
import { baselinePorts, baselineSubject } from "./baseline.ts";
import { hasUpdated, isReplaced, type Bringing } from "./bringing.ts";
import type { CellPorts } from "./cell-ports.ts";
import { identityOf } from "./identity-of.ts";

/** What drift of a component asks for. */
export type PutBack =
  /** It is as wanted, or nothing of it may be put back. */
  | { readonly do: "nothing" }
  /** It changes just now, or it shows late. */
  | { readonly do: "wait"; readonly isChanging?: true; readonly reason?: string }
  | { readonly do: "update" | "replace"; readonly paths: readonly string[]; readonly fields: readonly DriftField[] }
  /** It was put back, and differs still. */
  | { readonly do: "give up"; readonly paths: readonly string[] };

const SHOWN = 5;

/**
 * Looks for drift again, right before it is acted on, and says what puts it back: a change in place, or another life where
 * one field needs that. Each is done once in an operation.
 */
export async function whatToPutBack(ports: CellPorts, bringing: Bringing): Promise<PutBack> {
  const watch = bringing.driver.drift;
  if (watch === undefined) return { do: "nothing" };
  const found = await driftNow(ports, bringing, watch);
  if (found === undefined) return { do: "nothing" };
  if (found.state === "changing") return { do: "wait", isChanging: true };
  if (found.state === "absent") return { do: "wait" };
  const isAsked = askedOf(bringing.opened.revertPaths);
  const fields = found.fields.filter(({ path }) => isAsked(path) && watch.revertOf(path) !== "none");
  if (fields.length === 0) return { do: "nothing" };
  const paths = fields.map(({ path }) => path);
  const how = paths.some((path) => watch.revertOf(path) === "replace") ? "replace" : "update";
  if (!hasDone(bringing, how)) return { do: how, paths, fields };
  // What was called a moment ago may show late.
  return bringing.call === undefined ? { do: "give up", paths } : { do: "wait", reason: stillDiffers(paths) };
}

/** Says that putting it back has not helped. */
export function stillDiffers(paths: readonly string[]): string {
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : "";
  return `it was put back and differs still in ${paths.slice(0, SHOWN).join(", ")}${more}; something else changes it`;
}

/** Whether a field is to be put back. A finding that has too many fields stands for all of them. */
function askedOf(paths: readonly string[] | undefined): (path: string) => boolean {
  return paths === undefined || paths.includes(MORE_PATH) ? () => true : (path) => paths.includes(path);
}

/** The fields that differ; undefined where nobody knows what is wanted. */
async function driftNow(ports: CellPorts, bringing: Bringing, watch: DriftWatch): Promise<DriftFound | undefined> {
  if (isReplaced(bringing)) return await driftOfNewLife(ports, bringing);
  const { componentUid } = bringing.turn;
  const subject = { id: identityOf(bringing), incarnation: bringing.incarnation };
  const baseline = (await ports.drift.baselines([componentUid])).get(componentUid);
  if (baseline === undefined) return undefined;
  const asked = { watch, subject, baseline, signal: bringing.signal };
  const found = await lookForDrift(baselinePorts(ports).keyedHash, asked);
  if (found.state !== "seen" || baseline.version === watch.version) return found;
  return { state: "seen", fields: found.fields.filter(isStated) };
}

/** Of a new life only what its config states can differ: all else is learned from it. */
async function driftOfNewLife(ports: CellPorts, bringing: Bringing): Promise<DriftFound | undefined> {
  const asked = baselineSubject(bringing, []);
  if (asked === undefined) return undefined;
  const { watch, subject, signal } = asked;
  const look = await watch.look({ id: subject.id, incarnation: subject.incarnation }, signal);
  if (look.state !== "seen") return look;
  const baseline = await baselineFrom(baselinePorts(ports), asked, look);
  const { keyedHash } = baselinePorts(ports);
  return { state: "seen", fields: differences(keyedHash, { watch, look, baseline }) };
}

/** Another version of the look may show other fields than those that it was learned from. */
function isStated({ class: driftClass, isLearned }: DriftField): boolean {
  return driftClass !== "extra" && isLearned !== true;
}

/** Whether this operation has done that already, in this attempt or an earlier one; a new life is as wanted from its start. */
function hasDone(bringing: Bringing, how: "update" | "replace"): boolean {
  return isReplaced(bringing) || (how === "update" && hasUpdated(bringing));
}
