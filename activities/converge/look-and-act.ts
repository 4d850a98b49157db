import type { DriftField } from "../../domain/schema/drift.ts";
import type { Observation } from "../components/driver.ts";
import { asProblem } from "./as-problem.ts";
import { isOurCreate, mayBeUnsent, subjectOf, type Bringing } from "./bringing.ts";
import type { CellPorts } from "./cell-ports.ts";
import { makeEffect } from "./effect.ts";
import { identityOf } from "./identity-of.ts";
import { keepData } from "./keep-data.ts";
import { maskError } from "./mask-error.ts";
import { stillDiffers, whatToPutBack } from "./what-to-put-back.ts";

/** What a look and the act that it asked for came to. */
export type Seen = Extract<Observation, { state: "ready" | "failed" }> | SeenChanging;

/** On its way. */
export interface SeenChanging {
  readonly state: "changing";
  readonly hasActed: boolean;
  readonly reason?: string;
  readonly log?: readonly string[];
  readonly since?: number;
}

type Actionable = Extract<Observation, { state: "absent" | "gone" | "differs" }>;
type Failed = Extract<Observation, { state: "failed" }>;

const WAITS: SeenChanging = { state: "changing", hasActed: false };
const ACTED: SeenChanging = { state: "changing", hasActed: true };

/**
 * Looks, and acts where that is asked for. What waiting will not mend is a failure; what the outside may mend by itself
 * is thrown on, without secrets, and tried again, until the component's time is over.
 */
export async function lookAndAct(ports: CellPorts, bringing: Bringing, waitMs: number): Promise<Seen> {
  try {
    if (mustPutBack(bringing)) return await replace(ports, bringing, "its data is put back from a snapshot");
    const seen = await bringing.driver.observe(subjectOf(bringing, ""), { waitMs, signal: bringing.signal });
    if (seen.state === "ready") return await putBack(ports, bringing, seen);
    if (seen.state === "changing") {
      const changing = { ...seen, hasActed: false };
      const isFirstLook = waitMs === 0; // It may have become well again meanwhile: that takes a second look.
      const isEarlier = isInherited(bringing);
      if (isFirstLook || !(isEarlier || mayBeUnsent(bringing))) return changing;
      if (isEarlier && isHung(bringing))
        return await replace(ports, bringing, `it lived and was not well: ${seen.reason ?? "no reason given"}`);
      return await putBack(ports, bringing, changing);
    }
    if (seen.state === "failed") return canBeMended(bringing, seen) ? await mend(ports, bringing, seen) : seen;
    return await act(ports, bringing, seen);
  } catch (error) {
    const problem = asProblem(ports, bringing, error);
    if (problem !== undefined) return { state: "failed", ...problem };
    throw maskError(error, (text) => ports.mask(text, bringing.inputs.secrets));
  }
}

/** True until the life has begun that starts from the snapshot which this operation puts back. */
function mustPutBack({ opened, incarnation, turn }: Bringing): boolean {
  if (opened.action !== "replace" || opened.restoreFrom === undefined) return false;
  return incarnation === opened.incarnation && opened.incarnationOperationId !== turn.operationId;
}

/**
 * Puts drift back, where that is what the operation is for. What was seen stands where nothing has drifted: what was put
 * back is to become ready as always.
 */
async function putBack(ports: CellPorts, bringing: Bringing, seen: Seen): Promise<Seen> {
  if (bringing.opened.action !== "revert") return seen;
  const asked = await whatToPutBack(ports, bringing);
  if (asked.do === "nothing") return seen;
  if (asked.do === "wait") return waits(asked.reason);
  if (asked.do === "give up") return { state: "failed", code: "COMPONENT_FAILED", reason: stillDiffers(asked.paths) };
  if (asked.do === "replace" && losesData(bringing)) return refuseToReplace(asked.paths);
  if (asked.do === "replace") return await replace(ports, bringing, `put back: ${asked.paths.join(", ")}`);
  await send(ports, bringing, { call: "update", putBack: asked.fields });
  return ACTED;
}

/**
 * Changes it in place, and puts back with that what has drifted: it may be why it is not ready, and it is done once. So it
 * waits while nobody can say what has drifted, since it changes just now.
 *
 * @param shown - What a look has told just before, for the call that follows.
 */
async function update(ports: CellPorts, bringing: Bringing, shown?: unknown): Promise<Seen> {
  const asked = bringing.opened.action === "revert" ? await whatToPutBack(ports, bringing) : undefined;
  if (asked?.do === "wait" && asked.isChanging === true) return waits(asked.reason);
  const putBack = asked === undefined ? {} : { putBack: asked.do === "update" ? asked.fields : [] };
  // Once something else was looked at between, the call looks itself.
  const seen = asked !== undefined || shown === undefined ? {} : { seen: shown };
  await send(ports, bringing, { call: "update", ...putBack, ...seen });
  return ACTED;
}

function waits(reason: string | undefined): SeenChanging {
  return reason === undefined ? WAITS : { ...WAITS, reason };
}

/** Whether another life of it would cost data that nobody has asked to give up: what puts drift back never does. */
function losesData({ opened, driver }: Bringing): boolean {
  return opened.action === "revert" && (driver.snapshot !== undefined || driver.holdsData === true);
}

function refuseToReplace(fields: readonly string[]): Failed {
  return lost(`${fields.join(", ")} changed, and only another life of it would put that back, without its data`);
}

function lost(reason: string): Failed {
  return { state: "failed", code: "COMPONENT_FAILED", reason };
}

/** Acts on what a look found, unless this operation has done so already: then what it did only takes its time, or has failed. */
async function act(ports: CellPorts, bringing: Bringing, seen: Actionable): Promise<Seen> {
  if (seen.state === "differs" && !seen.replace) {
    return bringing.call === "update" ? WAITS : await update(ports, bringing, seen.seen);
  }
  if (seen.state === "differs" && losesData(bringing)) return refuseToReplace(seen.fields);
  if (seen.state === "differs") return await replace(ports, bringing, `replaced: ${seen.fields.join(", ")} changed`);
  if (losesData(bringing)) return lost("it is not there any more, and another life of it would be without its data");
  if (seen.state === "gone") {
    if (isOurCreate(bringing))
      return { state: "failed", code: "COMPONENT_EXITED", reason: seen.reason, log: seen.log ?? [] };
    await raise(ports, bringing, seen.reason);
  } else if (wasCreated(bringing)) {
    if (isOurCreate(bringing)) return WAITS; // A look that is older than our create: creating again would double it.
    await raise(ports, bringing, "it is not there any more");
  }
  await send(ports, bringing, { call: "create" });
  return ACTED;
}

/**
 * Tries again what failed in an earlier operation, once: or a failure that was mended outside would stay for ever.
 * What never ran or never became ready is made anew; what has served is brought there in place, with its data, and so is
 * what an earlier attempt has meant to change in place, and what stands and of which only a change has failed.
 */
async function mend(ports: CellPorts, bringing: Bringing, { code, reason }: Failed): Promise<Seen> {
  const { action } = bringing.opened;
  const hasServed = action !== "create" && action !== "replace" && code !== "COMMAND_NOT_FOUND";
  const isThere = hasServed || code === "CLOUD_UPDATE_FAILED";
  if (isThere || mayBeUnsent(bringing)) return await update(ports, bringing);
  return await replace(ports, bringing, `it had failed: ${reason}`);
}

async function replace(ports: CellPorts, bringing: Bringing, reason: string): Promise<Seen> {
  await bringing.driver.prepare?.(subjectOf(bringing, ""), bringing.signal); // What lives stays when nothing can follow it.
  if (bringing.opened.inputDigest !== undefined) await keepData(ports, bringing); // What was once ready may hold data.
  if (!(await removeIncarnation(ports, bringing))) return WAITS;
  await raise(ports, bringing, reason);
  await send(ports, bringing, { call: "create" });
  return ACTED;
}

/** What is not ours is left alone. */
function canBeMended(bringing: Bringing, { code }: Failed): boolean {
  return code !== "NOT_OURS" && (isInherited(bringing) || mayBeUnsent(bringing));
}

/** True while the present incarnation is as an earlier operation left it. */
function isInherited({ opened, incarnation, turn, call }: Bringing): boolean {
  if (call !== undefined || incarnation !== opened.incarnation) return false;
  const { create, update } = opened.effects;
  return create !== undefined && [create, update].every((effect) => effect?.operationId !== turn.operationId);
}

/** Of what a look finds alive and not ready: true where a watcher has called it unwell, since waiting for it again mends nothing. Never of a kind that holds data. */
function isHung({ opened, driver }: Bringing): boolean {
  const isWatched = driver.check !== undefined && driver.snapshot === undefined;
  return opened.action === "repair" && isWatched;
}

function wasCreated({ opened, incarnation, call }: Bringing): boolean {
  return call === "create" || (incarnation === opened.incarnation && opened.effects["create"]?.state === "done");
}

async function raise(ports: CellPorts, bringing: Bringing, reason: string): Promise<void> {
  const why = ports.mask(reason, bringing.inputs.secrets);
  bringing.incarnation = await ports.records.raiseIncarnation(bringing.turn, {
    from: bringing.incarnation,
    reason: why,
  });
}

async function removeIncarnation(ports: CellPorts, bringing: Bringing): Promise<boolean> {
  const { driver, incarnation, signal } = bringing;
  const wire = async (token: string) =>
    await driver.remove({ id: identityOf(bringing), incarnation, token, scope: "incarnation" }, signal);
  const effect = { call: "remove", incarnation, request: { scope: "incarnation" } };
  return (await makeEffect(ports, bringing, { ...effect, wire })) === "gone";
}

interface Sending {
  readonly call: "create" | "update";
  /** What has drifted; absent where it is another config that is wanted. */
  readonly putBack?: readonly DriftField[];
  /** What the look has shown. */
  readonly seen?: unknown;
}

async function send(ports: CellPorts, bringing: Bringing, { call, ...more }: Sending): Promise<void> {
  const { driver, signal, inputs, incarnation } = bringing;
  const wire = async (token: string) => await driver.apply({ ...subjectOf(bringing, token), ...more }, signal);
  await makeEffect(ports, bringing, { call, incarnation, request: { inputs: inputs.inputDigest }, wire });
  bringing.call = call;
}
